using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Fuzzing.Writing;

/// <summary>
/// Declares kernel functions in an object's types. Structs are declared by their name alone: a loader compares kinds, not members.
/// </summary>
internal sealed class KernelPrototypes(BtfSpec kernel, BtfBuilder own)
{
    private readonly Dictionary<int, BtfTypeId> copies = [];

    /// <summary>Adds an extern function with the kernel's prototype.</summary>
    public BtfTypeId Declare(string name, BtfTypeId function)
    {
        BtfType prototype = kernel.Type(kernel.Type(function).Target);
        var parameters = new BtfParameter[prototype.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            BtfParameter original = kernel.Parameter(prototype, i);
            parameters[i] = new BtfParameter(own.AddString(kernel.String(original.NameOffset)), Copy(original.Type));
        }

        BtfTypeId copied = own.AddFunctionPrototype(Copy(prototype.Target), parameters);
        return own.AddFunction(name, copied, BtfLinkage.Extern);
    }

    /// <summary>Pointers are followed outwards in, so nothing recurses.</summary>
    private BtfTypeId Copy(BtfTypeId id)
    {
        int pointers = 0;
        BtfType type = kernel.SkipModifiers(id);
        while (type.Kind == BtfKind.Pointer)
        {
            pointers++;
            type = kernel.SkipModifiers(type.Target);
        }

        BtfTypeId copy = CopyPlain(type);
        for (; pointers > 0; pointers--)
        {
            copy = own.AddPointer(copy);
        }

        return copy;
    }

    private BtfTypeId CopyPlain(in BtfType type)
    {
        if (type.Id.Value == 0)
        {
            return type.Id;
        }

        if (!copies.TryGetValue(type.Id.Value, out BtfTypeId copy))
        {
            string name = kernel.NameOf(type);
            copy = type.Kind switch
            {
                BtfKind.Int => own.AddInteger(name, type.Size, kernel.Integer(type)),
                BtfKind.Enum or BtfKind.Enum64 => own.AddEnum(name, type.Size, false, new BtfEnumerator(own.AddString(name + "_zero"), 0)),
                BtfKind.Union => own.AddUnion(name, 0),
                BtfKind.FunctionPrototype => own.AddFunctionPrototype(Copy(type.Target), CopyParameters(type)),
                _ => own.AddStruct(name, 0),
            };
            copies.Add(type.Id.Value, copy);
        }

        return copy;
    }

    /// <summary>Parameters of a callback's type: numbers and pointers to nothing in particular are enough.</summary>
    private BtfParameter[] CopyParameters(in BtfType prototype)
    {
        var parameters = new BtfParameter[prototype.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            BtfType type = kernel.SkipModifiers(kernel.Parameter(prototype, i).Type);
            parameters[i] = new BtfParameter(0, type.Kind == BtfKind.Pointer ? CopyPointee(type) : CopyPlain(type));
        }

        return parameters;
    }

    private BtfTypeId CopyPointee(in BtfType pointer)
    {
        BtfType target = kernel.SkipModifiers(pointer.Target);
        return own.AddPointer(target.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Int ? CopyPlain(target) : default);
    }
}
