using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Policy;

namespace Vouch.Verifier.Calls;

/// <summary>The value that cgroup programs hand on to each other and to the system call: what it can be, and what they may set.</summary>
internal static class ReturnedError
{
    /// <summary>The value is looked at when it is set.</summary>
    public static bool IsJudged(Session session) => session.Program.Kernel.Rules.Calls.LimitsReturnedErrors;

    /// <summary>What bpf_get_retval can give; null when anything.</summary>
    public static ReturnRange? RangeFor(Session session) =>
        !IsJudged(session) || IsUnlimited(session) || IsVoidHook(session) ? null : LimitFor(session);

    /// <summary>What bpf_set_retval may set; null when anything.</summary>
    public static ReturnRange? LimitToSet(Session session) => !IsJudged(session) || IsUnlimited(session) ? null : LimitFor(session);

    /// <summary>The program attaches to a cgroup LSM hook that returns nothing.</summary>
    public static bool IsVoidHook(Session session) => IsCgroupHook(session) && ReturnRules.TargetReturnsNothing(session.Program);

    private static ReturnRange LimitFor(Session session) => IsCgroupHook(session) && ReturnRules.LsmHookRange(session.Facts) is { } range
        ? range
        : new(-ReturnRanges.MaxErrno, 0, Is32Bit: true);

    private static bool IsUnlimited(Session session) =>
        session.Program.ResolvedType == ProgramType.CgroupSockopt && session.Program.AttachType == AttachType.CgroupGetsockopt;

    private static bool IsCgroupHook(Session session) =>
        session.Program.ResolvedType == ProgramType.Lsm && session.Program.AttachType == AttachType.LsmCgroup;
}
