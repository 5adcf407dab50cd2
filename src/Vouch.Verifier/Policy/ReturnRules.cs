using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>What a program may return, by its type and attach type. Source: Linux 7.3, the verifier's return code rules.</summary>
internal static class ReturnRules
{
    /// <summary>The values allowed; null when any are. An extension is held to what its target may return.</summary>
    public static ReturnRange? RangeFor(ProgramFacts facts) =>
        facts.Program.Kernel.ReturnRanges.For(facts.Traits, TargetReturnsNothing(facts.Program));

    /// <summary>Functions that are verified on their own, and programs in place of one, may return nothing, or what lies in an arena.</summary>
    public static bool FunctionsMayReturnNoNumber(ProgramFacts facts) => facts.Program.Kernel.Rules.Calls.FunctionsMayReturnNothing;

    /// <summary>The function that the program stands in for returns nothing, so R0 does not matter at its end.</summary>
    public static bool ReturnsNothing(ProgramFacts facts) => facts.Program.Type switch
    {
        ProgramType.Lsm => facts.Program.AttachType != AttachType.LsmCgroup && TargetReturnsNothing(facts.Program),
        ProgramType.StructOps => TargetReturnsNothing(facts.Program),
        ProgramType.Ext => FunctionsMayReturnNoNumber(facts) && SubprogramReturnsNothing(facts, 0),
        _ => false,
    };

    /// <summary>The hook of the program returns nothing.</summary>
    public static bool TargetReturnsNothing(ProgramUnderTest program) =>
        TargetPrototype(program.Target) is { } prototype && prototype.Target.IsVoid;

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
    public static bool SubprogramReturnsNothing(ProgramFacts facts, int subprogram)
    {
        BtfTypeId function = facts.Subprograms[subprogram].FunctionType;
        if (function.IsVoid)
        {
            return false;
        }

        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType prototype = types.Type(types.Type(function).Target);
        return types.SkipModifiers(prototype.Target).Kind == BtfKind.Void;
    }

    /// <summary>The register holds only allowed values.</summary>
    public static bool IsWithin(ReturnRange range, in RegisterState register) => range.Is32Bit
        ? range.Minimum <= register.Bounds.SMin32 && register.Bounds.SMax32 <= range.Maximum
        : range.Minimum <= register.SMin && register.SMax <= range.Maximum;

    /// <summary>Rejects a value outside of its range.</summary>
    public static Check RejectOutside(RejectionSink rejections, in ScalarBounds value, ReturnRange range, ArgumentPlace register, string place)
    {
        string known = value.SMin > long.MinValue ? $" smin={value.SMin}" : "";
        known += value.SMax < long.MaxValue ? $" smax={value.SMax}" : "";
        known = known.Length == 0 ? " unknown scalar value" : known;
        return rejections.Reject(
            Rule.ReturnRange, register.Subject,
            Errno.Invalid, $"{place} the register {register} has{known} should have been in [{range.Minimum}, {range.Maximum}]");
    }

    /// <summary>What the security hook that the program attaches to may return; null when it returns nothing.</summary>
    public static ReturnRange? LsmHookRange(ProgramFacts facts) => facts.Traits.AttachFunction is { } hook
        ? facts.Program.Kernel.ReturnRanges.ForHook(hook, TargetReturnsNothing(facts.Program))
        : null;
}
