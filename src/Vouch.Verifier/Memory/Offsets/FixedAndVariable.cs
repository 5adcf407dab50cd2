using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory.Offsets;

/// <summary>Known moves add up in a fixed part; the variable part holds the unknown ones and is zero as long as there were none.</summary>
internal sealed class FixedAndVariable() : PointerOffsets(keepsFixedPart: true)
{
    public override void Set(ref RegisterState pointer, long offset) => pointer.FixedOffset = unchecked((int)offset);

    public override Check RequireUnmodified(Session session, in RegisterState pointer, ArgumentPlace place, bool fixedOffsetAllowed)
    {
        int offset = pointer.FixedOffset;
        if (offset < 0)
        {
            return session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"negative offset {RegisterTypeText.Of(pointer.Type)} ptr {place} off={offset} disallowed");
        }

        if (!fixedOffsetAllowed && offset != 0)
        {
            return session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"dereference of modified {RegisterTypeText.Of(pointer.Type)} ptr {place} off={offset} disallowed");
        }

        return pointer.Bounds.IsConstOf(0)
            ? Check.Ok
            : session.Reject(
                Rule.UnmovedPointer, place.Subject,
                Errno.AccessDenied, $"variable {RegisterTypeText.Of(pointer.Type)} access var_off={Text(pointer.VariableBits)} disallowed");
    }

    public override Check RequireInObject(Session session, in RegisterState pointer, ArgumentPlace place, string name, ref int offset)
    {
        if (offset < 0)
        {
            return session.Reject(
                Rule.ObjectOffset, place.Subject, Errno.AccessDenied, $"{place} is ptr_{name} invalid negative access: off={offset}");
        }

        return pointer.Bounds.IsConstOf(0)
            ? Check.Ok
            : session.Reject(
                Rule.ObjectOffset, place.Subject,
                Errno.AccessDenied, $"{place} is ptr_{name} invalid variable offset: off={offset}, var_off={Text(pointer.VariableBits)}");
    }

    public override Check RequireInBuffer(Session session, in RegisterState pointer, ArgumentPlace place, string buffer, AccessSpan span)
    {
        if (span.Offset < 0)
        {
            return session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid {buffer} buffer access: off={span.Offset}, size={span.Size}");
        }

        return pointer.Bounds.IsConstOf(0)
            ? Check.Ok
            : session.Reject(
                Rule.BufferBounds, place.Subject,
                Errno.AccessDenied, $"{place} invalid variable buffer offset: off={span.Offset}, var_off={Text(pointer.VariableBits)}");
    }

    /// <remarks>What was proved is counted from where the variable part leads to, so that part is not looked at again.</remarks>
    public override Check RequireInPacket(
        Session session, in RegisterState pointer, ArgumentPlace place, AccessSpan span, bool zeroSizeAllowed)
    {
        if (pointer.VariableMin < 0)
        {
            return session.Reject(
                Rule.NegativeOffset, place.Subject, Errno.AccessDenied,
                $"{place} min value is negative, either use unsigned index or do a if (index >=0) check.");
        }

        bool isUnknown = pointer.PacketRange < 0;
        if (!isUnknown && RegionBounds.IsWithin(span, (uint)pointer.PacketRange, zeroSizeAllowed))
        {
            return Check.Ok;
        }

        if (!isUnknown)
        {
            RegionBounds.LogOutside(session, pointer, place, span, (uint)pointer.PacketRange);
        }

        return session.Reject(
            Rule.PacketBounds, place.Subject, isUnknown ? Errno.Invalid : Errno.AccessDenied, $"{place} offset is outside of the packet");
    }

    public override bool TryReach(in RegisterState pointer, bool openRange, out int range)
    {
        int offset = pointer.FixedOffset;
        range = offset + (openRange ? 1 : 0);
        return (openRange ? offset > 0 : offset >= 0)
            && pointer.VariableUMax <= PacketPointers.MaxOffset && pointer.VariableUMax + (ulong)offset <= PacketPointers.MaxOffset;
    }

    public override bool CoversReach(in RegisterState older, in RegisterState current) =>
        older.PacketRange <= current.PacketRange && older.FixedOffset == current.FixedOffset;

    /// <summary>Known bits are a number without a sign.</summary>
    public override string Text(Tnum bits) => bits.IsConst ? LogNumber.Unsigned(bits.Value) : bits.ToString();

    public override string Parts(in RegisterState pointer) => $"{Text(pointer.VariableBits)}+{pointer.FixedOffset}";

    public override long Shown(in RegisterState pointer, int offset) => offset;
}
