namespace Vouch.Verifier.Domains;

/// <summary>What the 64-bit range of a register says of its low 32 bits, and the reverse.</summary>
internal static class CnumWidths
{
    /// <summary>The low halves of the members: an arc again while there are fewer than 2^32 members.</summary>
    public static Cnum32 LowHalf(this Cnum64 range)
    {
        if (range.IsEmpty)
            return Cnum32.Empty;
        if (range.Size >= uint.MaxValue)
            return Cnum32.Unbounded;
        return new Cnum32(unchecked((uint)range.Base), range.Size);
    }

    /// <summary>Cuts both ends of a range back to the nearest members whose low half lies in <paramref name="low"/>.</summary>
    /// <remarks>The base of an uncut full circle stays where it is.</remarks>
    public static Cnum64 WithLowHalfIn(this Cnum64 range, Cnum32 low)
    {
        if (range.IsEmpty || low.IsEmpty)
            return Cnum64.Empty;

        unchecked
        {
            // Seen from the range's start, offsets count from zero and an offset's low half is the low half to look up.
            Cnum32 wanted = low.From(range.Base);
            ulong first = wanted.Reaches(0) ? 0 : wanted.Base;
            if (first > range.Size)
                return Cnum64.Empty;

            ulong surplus = wanted.Reaches(range.Size) ? 0 : (uint)(range.Size - wanted.End);
            return new(range.Base + first, range.Size - first - surplus);
        }
    }
}
