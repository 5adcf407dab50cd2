using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>What a program may return, by its type and attach type. Source: Linux 7.3, the verifier's return code rules.</summary>
internal static class ReturnRules
{
    /// <summary>The values allowed; null when any are. An extension is held to what its target may return.</summary>
    public static ReturnRange? RangeFor(Session session) =>
        ReturnRanges.For(session.Facts.Traits, TargetReturnsNothing(session));

    /// <summary>The function that the program stands in for returns nothing, so R0 does not matter at its end.</summary>
    public static bool ReturnsNothing(Session session) => session.Program.Type switch
    {
        ProgramType.Lsm => session.Program.AttachType != AttachType.LsmCgroup && TargetReturnsNothing(session),
        ProgramType.StructOps => TargetReturnsNothing(session),
        ProgramType.Ext => SubprogramReturnsNothing(session, 0),
        _ => false,
    };

    /// <summary>The hook of the program returns nothing.</summary>
    public static bool TargetReturnsNothing(Session session) =>
        TargetPrototype(session.Program.Target) is { } prototype && prototype.Target.IsVoid;

    /// <summary>The BTF prototype of the function or struct_ops member that the program attaches to; null when there is none.</summary>
    public static BtfType? TargetPrototype(AttachTarget? target)
    {
        if (target is null)
        {
            return null;
        }

        BtfType type = target.Types.Type(target.Type);
        if (target.StructOpsMember >= 0)
        {
            BtfMember member = target.Types.Member(type, target.StructOpsMember);
            type = target.Types.SkipModifiers(target.Types.SkipModifiers(member.Type).Target);
        }
        else if (type.Kind == BtfKind.Function)
        {
            type = target.Types.Type(type.Target);
        }

        return type.Kind == BtfKind.FunctionPrototype ? type : null;
    }

    /// <summary>A subprogram's own BTF says that it returns nothing.</summary>
    public static bool SubprogramReturnsNothing(Session session, int subprogram)
    {
        BtfTypeId function = session.Facts.Subprograms[subprogram].FunctionType;
        if (function.IsVoid)
        {
            return false;
        }

        BtfSpec types = session.Facts.Types(BtfHandle.Program);
        BtfType prototype = types.Type(types.Type(function).Target);
        return types.SkipModifiers(prototype.Target).Kind == BtfKind.Void;
    }

    /// <summary>The register holds only allowed values.</summary>
    public static bool IsWithin(ReturnRange range, in RegisterState register) => range.Is32Bit
        ? range.Minimum <= register.Bounds.SMin32 && register.Bounds.SMax32 <= range.Maximum
        : range.Minimum <= register.SMin && register.SMax <= range.Maximum;

    /// <summary>Rejects a value outside of its range.</summary>
    public static Check RejectOutside(Session session, in ScalarBounds value, ReturnRange range, string place, string register)
    {
        string known = value.SMin > long.MinValue ? $" smin={value.SMin}" : "";
        known += value.SMax < long.MaxValue ? $" smax={value.SMax}" : "";
        known = known.Length == 0 ? " unknown scalar value" : known;
        return session.Reject(
            Errno.Invalid, $"{place} the register {register} has{known} should have been in [{range.Minimum}, {range.Maximum}]");
    }

    /// <summary>What the security hook that the program attaches to may return; null when it returns nothing.</summary>
    public static ReturnRange? LsmHookRange(Session session) => session.Facts.Traits.AttachFunction is { } hook
        ? ReturnRanges.ForHook(hook, TargetReturnsNothing(session))
        : null;
}
