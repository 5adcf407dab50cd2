using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory.Offsets;

/// <summary>All moves of a pointer add up in its variable part, which is one number as long as they were known.</summary>
internal sealed class OneOffset() : PointerOffsets(keepsFixedPart: false)
{
    public override void Set(ref RegisterState pointer, long offset) => pointer.Bounds = ScalarBounds.Const(unchecked((ulong)offset));

    public override Check RequireUnmodified(Session session, in RegisterState pointer, ArgumentPlace place, bool fixedOffsetAllowed)
    {
        if (!pointer.HasKnownOffset)
        {
            return session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"variable {RegisterTypeText.Of(pointer.Type)} access var_off={pointer.VariableBits} disallowed");
        }

        long offset = pointer.KnownOffset;
        if (pointer.VariableMin < 0)
        {
            return session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"negative offset {RegisterTypeText.Of(pointer.Type)} ptr {place} off={offset} disallowed");
        }

        if (!fixedOffsetAllowed && offset != 0)
        {
            Check rejected = session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"dereference of modified {RegisterTypeText.Of(pointer.Type)} ptr {place} off={offset} disallowed");
            MemoryReports.ModifiedPointer(session, place, offset);
            return rejected;
        }

        return Check.Ok;
    }

    public override Check RequireInObject(Session session, in RegisterState pointer, ArgumentPlace place, string name, ref int offset)
    {
        if (!pointer.HasKnownOffset)
        {
            return session.Reject(
                Rule.ObjectOffset, place.Subject,
                Errno.AccessDenied, $"{place} is ptr_{name} invalid variable offset: off={offset}, var_off={pointer.VariableBits}");
        }

        offset = unchecked((int)(pointer.VariableOffset + offset));
        return offset < 0
            ? session.Reject(
                Rule.ObjectOffset, place.Subject, Errno.AccessDenied, $"{place} is ptr_{name} invalid negative access: off={offset}")
            : Check.Ok;
    }

    public override Check RequireInBuffer(Session session, in RegisterState pointer, ArgumentPlace place, string buffer, AccessSpan span)
    {
        if (!pointer.HasKnownOffset)
        {
            return session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid variable buffer offset: off={span.Offset}, var_off={pointer.VariableBits}");
        }

        long start = pointer.VariableOffset;
        return unchecked(start + span.Offset) < 0
            ? session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid negative {buffer} buffer offset: off={span.Offset}, var_off={start}")
            : Check.Ok;
    }

    public override Check RequireInPacket(
        Session session, in RegisterState pointer, ArgumentPlace place, AccessSpan span, bool zeroSizeAllowed) =>
        pointer.PacketRange < 0
            ? session.Reject(Rule.PacketBounds, place.Subject, Errno.Invalid, $"{place} offset is outside of the packet")
            : RegionBounds.Require(session, pointer, place, span.Offset, span.Size, (uint)pointer.PacketRange, zeroSizeAllowed);

    public override bool TryReach(in RegisterState pointer, bool openRange, out int range)
    {
        ulong offset = pointer.VariableUMax;
        range = unchecked((int)offset) + (openRange ? 1 : 0);
        return offset <= PacketPointers.MaxOffset && (offset != 0 || !openRange);
    }

    public override bool CoversReach(in RegisterState older, in RegisterState current)
    {
        bool isMarker = older.PacketRange < 0 || current.PacketRange < 0;
        if (isMarker ? older.PacketRange != current.PacketRange : older.PacketRange > current.PacketRange)
        {
            return false;
        }

        // Pointers that share an id share a base, so their distances must stay what they were.
        return older.Id == 0 || older.Bounds.Range64.Base == current.Bounds.Range64.Base;
    }

    public override string Text(Tnum bits) => bits.ToString();

    public override string Parts(in RegisterState pointer) => pointer.VariableBits.ToString();

    public override long Shown(in RegisterState pointer, int offset) => unchecked(pointer.VariableMin + offset);
}
