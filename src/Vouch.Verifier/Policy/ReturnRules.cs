using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Objects;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>What a program may return, by its type and attach type. Source: Linux 7.3, the verifier's return code rules.</summary>
internal static class ReturnRules
{
    private static readonly ReturnRange Boolean = new(0, 1);
    private static readonly ReturnRange Zero = new(0, 0);

    /// <summary>The values allowed; null when any are.</summary>
    public static ReturnRange? RangeFor(Session session) => session.Program.ResolvedType switch
    {
        _ when session.Program.Type == ProgramType.Ext => null,
        ProgramType.CgroupSockAddr => RangeForSocketAddress(session.Program.AttachType),
        ProgramType.CgroupSkb => session.Program.AttachType == AttachType.CgroupInetEgress ? new(0, 3) : Boolean,
        ProgramType.CgroupSock or ProgramType.SockOps or ProgramType.CgroupDevice => Boolean,
        ProgramType.CgroupSysctl or ProgramType.CgroupSockopt => Boolean,
        ProgramType.RawTracepoint => session.Program.Request.Target is null ? null : Zero,
        ProgramType.Tracing => RangeForTracing(session.Program.AttachType),
        ProgramType.Kprobe => session.Program.AttachType is AttachType.TraceKprobeSession or AttachType.TraceUprobeSession ? Boolean : null,
        ProgramType.SkLookup or ProgramType.Netfilter => Boolean,
        ProgramType.Lsm => RangeForLsm(session),
        ProgramType.StructOps => Zero,
        _ => null,
    };

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
        TargetPrototype(session.Program.Request.Target) is { } prototype && prototype.Target.IsVoid;

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
        BtfTypeId function = session.Subprograms[subprogram].FunctionType;
        if (function.IsVoid)
        {
            return false;
        }

        BtfSpec types = session.Types(BtfHandle.Program);
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

    private static ReturnRange RangeForSocketAddress(AttachType attach) => attach switch
    {
        AttachType.CgroupUdp4Recvmsg or AttachType.CgroupUdp6Recvmsg or AttachType.CgroupUnixRecvmsg => new(1, 1),
        AttachType.CgroupInet4Getpeername or AttachType.CgroupInet6Getpeername or AttachType.CgroupUnixGetpeername => new(1, 1),
        AttachType.CgroupInet4Getsockname or AttachType.CgroupInet6Getsockname or AttachType.CgroupUnixGetsockname => new(1, 1),
        AttachType.CgroupInet4Bind or AttachType.CgroupInet6Bind => new(0, 3),
        _ => Boolean,
    };

    private static ReturnRange? RangeForTracing(AttachType attach) => attach switch
    {
        AttachType.TraceFentry or AttachType.TraceFexit or AttachType.TraceFsession => Zero,
        AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti => Zero,
        AttachType.TraceRawTp or AttachType.ModifyReturn => null,
        _ => Boolean,
    };

    private static ReturnRange? RangeForLsm(Session session)
    {
        if (session.Program.AttachType == AttachType.LsmCgroup)
        {
            return TargetReturnsNothing(session) ? new(1, 1) : Boolean;
        }

        return LsmHookRange(session);
    }

    /// <summary>LSM hooks that answer yes or no return 0 or 1, the others an error number or 0; compared in 32 bits.</summary>
    public static ReturnRange? LsmHookRange(Session session) =>
        session.Program.Request.Target is null ? null : new(-4095, 0, Is32Bit: true);
}
