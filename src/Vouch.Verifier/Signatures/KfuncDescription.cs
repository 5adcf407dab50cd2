using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>A kernel function as a call of it sees it: its BTF prototype and its flags.</summary>
/// <param name="Name">As BTF names it.</param>
/// <param name="Types">The BTF it is in: the kernel's or a module's.</param>
/// <param name="Function">The FUNC type.</param>
/// <param name="Prototype">The prototype with all arguments, those that the verifier supplies included.</param>
/// <param name="Flags">What it declares about itself; none when the program may not call it.</param>
internal sealed record KfuncDescription(string Name, BtfSpec Types, BtfTypeId Function, BtfType Prototype, KfuncFlags Flags)
{
    /// <summary>Registered for this kind of program, and no filter refuses it.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>Nothing is known of the module's kfuncs, so nothing can be said of this one.</summary>
    public bool IsOfUnknownModule { get; init; }

    public bool IsIteratorNext => Has(KfuncFlags.IteratorNext);

    /// <summary>Makes an iterator in memory that need not be initialized.</summary>
    public bool IsIteratorNew => Has(KfuncFlags.IteratorNew);

    public bool IsIteratorDestroy => Has(KfuncFlags.IteratorDestroy);

    public bool IsAnyIterator => Has(KfuncFlags.IteratorNew | KfuncFlags.IteratorNext | KfuncFlags.IteratorDestroy);

    public bool IsSleepable => Has(KfuncFlags.Sleepable);

    /// <summary>Leaves the registers alone that it has no arguments for.</summary>
    public bool IsFastcall => Has(KfuncFlags.Fastcall);

    public bool IsAcquire => Has(KfuncFlags.Acquire);

    public bool IsRelease => Has(KfuncFlags.Release);

    public bool IsRcuProtected => Has(KfuncFlags.RcuProtected);

    /// <summary>One of the flags is declared.</summary>
    public bool Has(KfuncFlags any) => (Flags & any) != 0;

    /// <summary>The description of what a kfunc call refers to, or null when that is no function.</summary>
    public static KfuncDescription? Find(ProgramFacts facts, Instruction call)
    {
        if (TypesOf(facts.Program, call) is not { } types || call.Immediate <= 0)
        {
            return null;
        }

        BtfType function = types.Type(new BtfTypeId(call.Immediate));
        if (function.Kind != BtfKind.Function)
        {
            return null;
        }

        string name = types.NameOf(function);
        KfuncFlags? flags = facts.Program.Kernel.Kfuncs.Find(types.Name, name, facts.Traits);
        BtfType prototype = PrototypeOf(types, function, name, flags ?? KfuncFlags.None);
        return prototype.Kind == BtfKind.FunctionPrototype
            ? new KfuncDescription(name, types, function.Id, prototype, flags ?? KfuncFlags.None)
            {
                IsAllowed = flags is not null,
                IsOfUnknownModule = !facts.Program.Kernel.Kfuncs.KnowsModule(types.Name),
            }
            : null;
    }

    /// <summary>The name of what a kfunc call refers to; empty when there is no such type.</summary>
    public static string NameOf(ProgramUnderTest program, Instruction call) =>
        TypesOf(program, call) is { } types ? types.NameOf(new BtfTypeId(call.Immediate)) : "";

    /// <summary>Functions with implicit arguments have a second declaration that shows them all.</summary>
    private static BtfType PrototypeOf(BtfSpec types, in BtfType function, string name, KfuncFlags flags)
    {
        if ((flags & KfuncFlags.ImplicitArguments) == 0)
        {
            return types.Type(function.Target);
        }

        return types.Find(name + "_impl", BtfKind.Function) is { } full ? types.Type(types.Type(full).Target) : default;
    }

    private static BtfSpec? TypesOf(ProgramUnderTest program, Instruction call)
    {
        var kernelTypes = program.Request.KernelTypes;
        return (uint)call.Offset < (uint)kernelTypes.Length ? kernelTypes[call.Offset] : null;
    }
}
