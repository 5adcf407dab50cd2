using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>
/// Buffers whose size only the attach point or the caller of the program knows: any constant offset that is not negative; the end
/// of the furthest access is held against the true size at attach time.
/// </summary>
internal static class BufferAccess
{
    public static Check Access(in Access access)
    {
        if (access.IsWrite && access.Pointer.Type.Has(TypeFlags.ReadOnly))
        {
            return access.RejectWrite();
        }

        return Require(access, Words(access.Pointer.Type));
    }

    /// <summary>The writable buffer of a raw tracepoint.</summary>
    public static Check AccessTracepoint(in Access access) => Require(access, "tracepoint");

    /// <summary>A call may use the buffer from the pointer on.</summary>
    public static Check RequireForCall(Session session, in RegisterState pointer, ArgumentPlace place, int size) =>
        session.Offsets.RequireInBuffer(session, pointer, place, Words(pointer.Type), new AccessSpan(pointer.FixedOffset, size));

    private static string Words(RegisterType type) => type.Has(TypeFlags.ReadOnly) ? "rdonly" : "rdwr";

    private static Check Require(in Access access, string words)
    {
        AccessSpan span = new(access.Offset, access.Size);
        return access.Session.Offsets.RequireInBuffer(access.Session, access.Pointer, access.Place, words, span).Failed(out Check why)
            ? why
            : access.LoadUnknown();
    }
}
