using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Kfuncs;

namespace Vouch.Verifier.Policy;

/// <summary>A kernel function as a call of it sees it: its BTF prototype and its flags.</summary>
internal sealed record KfuncDescription(string Name, BtfSpec Types, BtfTypeId Function, BtfType Prototype)
{
    // Functions with arguments that the verifier supplies have the full prototype under a second name.
    private const string ImplementationSuffix = "_impl";

    /// <summary>Registered for this kind of program, and no filter refuses it.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>None for functions that are not allowed.</summary>
    public KfuncFlags Flags { get; init; }

    /// <summary>The description of what a kfunc call refers to, or null when that is no function.</summary>
    public static KfuncDescription? Find(Session session, Instruction call)
    {
        if (TypesOf(session, call) is not { } types || call.Immediate <= 0)
        {
            return null;
        }

        BtfType function = types.Type(new BtfTypeId(call.Immediate));
        if (function.Kind != BtfKind.Function)
        {
            return null;
        }

        string name = types.NameOf(function);
        KfuncFlags? flags = session.Kernel.Kfuncs.Find(types.Name, name, session.Traits);
        BtfType prototype = types.Type(function.Target);
        if (((flags ?? 0) & KfuncFlags.ImplicitArguments) != 0)
        {
            prototype = types.Find(name + ImplementationSuffix, BtfKind.Function) is { } full
                ? types.Type(types.Type(full).Target)
                : default;
        }

        return prototype.Kind == BtfKind.FunctionPrototype
            ? new KfuncDescription(name, types, function.Id, prototype) { IsAllowed = flags is not null, Flags = flags ?? 0 }
            : null;
    }

    public bool Has(KfuncFlags any) => (Flags & any) != 0;

    /// <summary>The name of what a kfunc call refers to; empty when there is no such type.</summary>
    public static string NameOf(Session session, Instruction call) =>
        TypesOf(session, call) is { } types ? types.NameOf(new BtfTypeId(call.Immediate)) : "";

    private static BtfSpec? TypesOf(Session session, Instruction call)
    {
        var kernelTypes = session.Program.Request.KernelTypes;
        return (uint)call.Offset < (uint)kernelTypes.Length ? kernelTypes[call.Offset] : null;
    }
}
