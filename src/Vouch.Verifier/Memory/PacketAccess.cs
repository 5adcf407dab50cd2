using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.State;
using PacketRights = Vouch.Kernel.Programs.PacketAccess;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores through packet pointers, within the range that comparisons with the packet's end proved.</summary>
internal static class PacketAccess
{
    public static Check Access(in Access access)
    {
        if (access.IsWrite && AllowedFor(access.Session) != PacketRights.ReadWrite)
        {
            return access.Session.Reject(Rule.PacketReadOnly, access.Place.Subject, Errno.AccessDenied, "cannot write into packet");
        }

        return access.RequireNoLeak("packet").Failed(out Check why) ||
            RequireWithin(access.Session, access.Pointer, access.Place, access.Offset, access.Size, zeroSizeAllowed: false).Failed(out why)
                ? why
                : access.LoadUnknown();
    }

    /// <summary>What the program's type may do through packet pointers.</summary>
    public static PacketRights AllowedFor(Session session) =>
        session.Program.Kernel.ProgramTypes.Find(session.Program.ResolvedType)?.PacketAccess ?? PacketRights.None;

    public static Check RequireWithin(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, bool zeroSizeAllowed) =>
        session.Offsets.RequireInPacket(session, pointer, place, new AccessSpan(offset, size), zeroSizeAllowed);
}
