using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Programs;

/// <summary>The values that R0 may have at exit, both ends included.</summary>
/// <param name="Minimum">Smallest.</param>
/// <param name="Maximum">Largest.</param>
/// <param name="Is32Bit">Only the lower half of the register is looked at.</param>
public readonly record struct ReturnRange(int Minimum, int Maximum, bool Is32Bit = false);

/// <summary>What programs may return. Source: Linux 7.3 and 6.18, return_retval_range (check_return_code) and bpf_lsm_get_retval_range.</summary>
public sealed class ReturnRanges
{
    public const int MaxErrno = 4095;

    private readonly FunctionSets names;

    internal ReturnRanges(KernelRelease release, FunctionSets names)
    {
        release.Require(Spans.Since618, "the values that programs may return");
        this.names = names;
    }

    /// <summary>The range an error number or success takes.</summary>
    public static ReturnRange ErrorOrZero { get; } = new(-MaxErrno, 0);

    private static AttachTypes AlwaysOneHooks { get; } = AttachTypes.Of(
        AttachType.CgroupUdp4Recvmsg, AttachType.CgroupUdp6Recvmsg, AttachType.CgroupUnixRecvmsg,
        AttachType.CgroupInet4Getpeername, AttachType.CgroupInet6Getpeername, AttachType.CgroupUnixGetpeername,
        AttachType.CgroupInet4Getsockname, AttachType.CgroupInet6Getsockname, AttachType.CgroupUnixGetsockname);

    private static readonly ReturnRange Boolean = new(0, 1);

    /// <summary>
    /// The range for the main program, or null when anything goes. Struct_ops: the answer is for members that return a pointer
    /// (then only null, as a scalar); other members are free. <paramref name="hookReturnsVoid"/>: the function attached to
    /// returns nothing (security hooks). An extension is held to what its target's type may return.
    /// </summary>
    public ReturnRange? For(ProgramTraits program, bool hookReturnsVoid) => program.Type switch
    {
        ProgramType.CgroupSockAddr when AlwaysOneHooks.Contains(program.AttachType) => new(1, 1),
        ProgramType.CgroupSockAddr when program.AttachType is AttachType.CgroupInet4Bind or AttachType.CgroupInet6Bind => new(0, 3),
        ProgramType.CgroupSkb when program.AttachType == AttachType.CgroupInetEgress => new(0, 3),
        ProgramType.CgroupSockAddr or ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.SockOps
            or ProgramType.CgroupDevice or ProgramType.CgroupSysctl or ProgramType.CgroupSockopt
            or ProgramType.SkLookup or ProgramType.Netfilter => Boolean,
        ProgramType.Tracing => ForTracing(program.AttachType),
        ProgramType.Kprobe when program.AttachType is AttachType.TraceKprobeSession or AttachType.TraceUprobeSession => Boolean,
        ProgramType.Lsm => ForSecurity(program, hookReturnsVoid),
        ProgramType.StructOps => new(0, 0),
        _ => null,
    };

    /// <summary>
    /// The range of a security hook's result: what bpf_get_retval yields and bpf_set_retval takes, too. Null for hooks that return nothing.
    /// </summary>
    public ReturnRange? ForHook(string hook, bool hookReturnsVoid) =>
        hookReturnsVoid
        ? null
        : (names[FunctionSetId.BooleanLsmHooks].Contains(hook) ? Boolean : ErrorOrZero) with { Is32Bit = true };

    private static ReturnRange? ForTracing(AttachType attachType) => attachType switch
    {
        AttachType.TraceFentry or AttachType.TraceFexit or AttachType.TraceFsession
            or AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti => new(0, 0),
        AttachType.TraceRawTp or AttachType.ModifyReturn => null,
        _ => Boolean,
    };

    private ReturnRange? ForSecurity(ProgramTraits program, bool hookReturnsVoid)
    {
        if (program.AttachType == AttachType.LsmCgroup)
        {
            return hookReturnsVoid ? new(1, 1) : Boolean;
        }

        return !program.IsExtension && program.AttachType == AttachType.LsmMac && program.AttachFunction is { } hook
            ? ForHook(hook, hookReturnsVoid)
            : null;
    }
}
