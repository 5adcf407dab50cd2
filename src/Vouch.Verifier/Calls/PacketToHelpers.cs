using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;

namespace Vouch.Verifier.Calls;

/// <summary>What programs may do with packet pointers: hand them to helpers, write through them. Source: Linux 7.3, direct packet access by program type.</summary>
internal static class PacketToHelpers
{
    public static bool IsAllowed(Session session, HelperPrototype prototype) => session.Program.ResolvedType switch
    {
        ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtSeg6local or ProgramType.SkReuseport => prototype.HasPacketAccess,
        ProgramType.FlowDissector or ProgramType.CgroupSkb => prototype.HasPacketAccess,
        ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.Xdp or ProgramType.LwtXmit => prototype.HasPacketAccess,
        ProgramType.SkSkb or ProgramType.SkMsg => prototype.HasPacketAccess,
        ProgramType.CgroupSockopt => true,
        _ => false,
    };

    /// <summary>Programs of this type may write the packet directly.</summary>
    public static bool MayWrite(Session session) => session.Program.ResolvedType is ProgramType.SchedCls or ProgramType.SchedAct
        or ProgramType.Xdp or ProgramType.LwtXmit or ProgramType.SkSkb or ProgramType.SkMsg or ProgramType.CgroupSockopt;
}
