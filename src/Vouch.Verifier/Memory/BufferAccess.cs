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

        return Require(access.Session, access.Pointer, access.Place, access.Offset, Words(access.Pointer.Type)).Failed(out Check why)
            ? why
            : access.LoadUnknown();
    }

    /// <summary>The writable buffer of a raw tracepoint.</summary>
    public static Check AccessTracepoint(in Access access) =>
        Require(access.Session, access.Pointer, access.Place, access.Offset, "tracepoint").Failed(out Check why)
            ? why
            : access.LoadUnknown();

    /// <summary>A call may use the buffer from the pointer on.</summary>
    public static Check RequireForCall(Session session, in RegisterState pointer, ArgumentPlace place) =>
        Require(session, pointer, place, 0, Words(pointer.Type));

    private static string Words(RegisterType type) => type.Has(TypeFlags.ReadOnly) ? "rdonly" : "rdwr";

    private static Check Require(Session session, in RegisterState pointer, ArgumentPlace place, int offset, string words)
    {
        if (!pointer.HasKnownOffset)
        {
            return session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid variable buffer offset: off={offset}, var_off={pointer.OffsetBits}");
        }

        long start = pointer.KnownOffset;
        return unchecked(start + offset) < 0
            ? session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid negative {words} buffer offset: off={offset}, var_off={start}")
            : Check.Ok;
    }
}
