using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Policy;

/// <summary>A kernel function as a call of it sees it: its BTF prototype and its flags.</summary>
internal sealed record KfuncDescription(string Name, BtfSpec Types, BtfTypeId Function, BtfType Prototype)
{
    /// <summary>Registered for this kind of program, and no filter refuses it.</summary>
    public bool IsAllowed { get; init; }

    public bool IsIteratorNext { get; init; }

    /// <summary>Makes an iterator in memory that need not be initialized.</summary>
    public bool IsIteratorNew { get; init; }

    public bool IsSleepable { get; init; }

    /// <summary>Leaves the registers alone that it has no arguments for.</summary>
    public bool IsFastcall { get; init; }

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

        BtfType prototype = types.Type(function.Target);
        return prototype.Kind == BtfKind.FunctionPrototype
            ? new KfuncDescription(types.NameOf(function), types, function.Id, prototype) { IsAllowed = true }
            : null;
    }

    /// <summary>The name of what a kfunc call refers to; empty when there is no such type.</summary>
    public static string NameOf(Session session, Instruction call) =>
        TypesOf(session, call) is { } types ? types.NameOf(new BtfTypeId(call.Immediate)) : "";

    private static BtfSpec? TypesOf(Session session, Instruction call)
    {
        var kernelTypes = session.Program.Request.KernelTypes;
        return (uint)call.Offset < (uint)kernelTypes.Length ? kernelTypes[call.Offset] : null;
    }
}
