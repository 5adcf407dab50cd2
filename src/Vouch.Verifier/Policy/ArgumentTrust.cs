using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>How far pointers among the arguments of an attach point may be trusted.</summary>
internal static class ArgumentTrust
{
    /// <summary>The pointers that the program is called with are to live objects.</summary>
    public static bool IsTrusted(ProgramFacts facts) => facts.Program.Type switch
    {
        ProgramType.Tracing => facts.Program.AttachType is AttachType.TraceRawTp or AttachType.TraceIter,
        ProgramType.Lsm => facts.Traits.AttachFunction is { } hook && !facts.Program.Kernel.Attach.UntrustedHooks.Contains(hook),
        ProgramType.StructOps => true,
        _ => false,
    };

    /// <summary>Tracepoints are called with null, or with errors in place of pointers, more often than their prototypes tell.</summary>
    public static TypeFlags OfTracepoint(ProgramUnderTest program, AttachPoint point, int argument, out bool mayBeError)
    {
        if (program.Kernel.Attach.TracepointArgument(point.Name, argument) is { } known)
        {
            mayBeError = known.MayBeError;
            return known.MayBeNull ? TypeFlags.MaybeNull : TypeFlags.None;
        }

        mayBeError = false;
        bool isModule = point.Btf != BtfHandle.Vmlinux;
        return isModule ? TypeFlags.MaybeNull : TypeFlags.None;
    }

    /// <summary>Some struct_ops know better than their prototype what a pointer is to.</summary>
    public static bool TryPromote(ProgramFacts facts, ref ContextValue value)
    {
        BtfSpec types = facts.Types(value.Btf);
        bool isUnsafe = (value.Type.Flags & ~TypeFlags.AnyTrusted) != 0;
        if (facts.Traits.StructOps is not { } operations || isUnsafe ||
            facts.Program.Kernel.Attach.FindStructOps(operations) is not { } kind ||
            kind.PromotedArgument(types.NameOf(value.BtfType)) is not { } promoted)
        {
            return true;
        }

        if (types.Find(promoted, BtfKind.Struct) is not { } type)
        {
            return false;
        }

        value = value with { BtfType = type };
        return true;
    }
}
