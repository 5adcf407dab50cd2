using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores through packet pointers, within the range that comparisons with the packet's end proved.</summary>
internal static class PacketAccess
{
    public static Check Access(in Access access)
    {
        if (access.IsWrite && !MayWrite(access.Session.Program.ResolvedType))
        {
            return access.Session.Reject(Errno.AccessDenied, "cannot write into packet");
        }

        return access.RequireNoLeak("packet").Failed(out Check why) ||
            RequireWithin(access.Session, access.Pointer, access.Place, access.Offset, access.Size, zeroSizeAllowed: false).Failed(out why)
                ? why
                : access.LoadUnknown();
    }

    public static Check RequireWithin(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, bool zeroSizeAllowed) =>
        pointer.PacketRange < 0
            ? session.Reject(Errno.Invalid, $"{place} offset is outside of the packet")
            : RegionBounds.Require(session, pointer, place, offset, size, (uint)pointer.PacketRange, zeroSizeAllowed);

    /// <summary>Program types that get packet pointers and may store through them.</summary>
    public static bool MayWrite(ProgramType type) => type is ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.Xdp
        or ProgramType.LwtXmit or ProgramType.SkSkb or ProgramType.SkMsg or ProgramType.CgroupSockopt;

    /// <summary>Program types that get packet pointers at all.</summary>
    public static bool MayRead(ProgramType type) => MayWrite(type) || type is ProgramType.LwtIn or ProgramType.LwtOut
        or ProgramType.LwtSeg6local or ProgramType.SkReuseport or ProgramType.FlowDissector or ProgramType.CgroupSkb;
}
