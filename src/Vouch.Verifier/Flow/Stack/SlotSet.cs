using System;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// A set of 4-byte halves of stack slots: number 0 is the four bytes below the frame pointer, so slot n holds the halves 2n (at
/// the higher address) and 2n + 1.
/// </summary>
internal readonly record struct SlotSet(ulong Near, ulong Far)
{
    /// <summary>Halves of a whole stack frame.</summary>
    public const int HalfCount = 128;

    private const int SlotCount = HalfCount / 2;

    public static SlotSet Empty => default;

    public static SlotSet All => new(ulong.MaxValue, ulong.MaxValue);

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(SlotSet other) => Near == other.Near && Far == other.Far;

    public override int GetHashCode() => HashCode.Combine(Near, Far);

    public bool IsEmpty => (Near | Far) == 0;

    public bool Contains(int half) => ((half < 64 ? Near >> half : Far >> (half - 64)) & 1) != 0;

    /// <summary>Bit n: both halves of slot n.</summary>
    public ulong WholeSlots => EvenBits(Near & (Near >> 1)) | (EvenBits(Far & (Far >> 1)) << (SlotCount / 2));

    public SlotSet Union(SlotSet other) => new(Near | other.Near, Far | other.Far);

    public SlotSet Intersect(SlotSet other) => new(Near & other.Near, Far & other.Far);

    public SlotSet Without(SlotSet other) => new(Near & ~other.Near, Far & ~other.Far);

    /// <summary>The halves from <paramref name="low"/> to <paramref name="high"/> inclusive, as far as the frame goes.</summary>
    public static SlotSet Range(long low, long high)
    {
        if (low > high || low >= HalfCount)
        {
            return Empty;
        }

        int first = (int)Math.Max(low, 0);
        int end = (int)Math.Min(high, HalfCount - 1) + 1;
        return new SlotSet(Below(end) & ~Below(first), Below(end - 64) & ~Below(first - 64));
    }

    /// <summary>Every second bit, from bit 0 on, moved together.</summary>
    private static ulong EvenBits(ulong bits)
    {
        if (Bmi2.X64.IsSupported)
        {
            return Bmi2.X64.ParallelBitExtract(bits, 0x5555_5555_5555_5555);
        }

        bits &= 0x5555_5555_5555_5555;
        bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333;
        bits = (bits | (bits >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
        bits = (bits | (bits >> 4)) & 0x00ff_00ff_00ff_00ff;
        bits = (bits | (bits >> 8)) & 0x0000_ffff_0000_ffff;
        return (bits | (bits >> 16)) & uint.MaxValue;
    }

    /// <summary>As many low bits as <paramref name="count"/> says: none for 0 and less, all for 64 and more.</summary>
    private static ulong Below(int count) => count <= 0 ? 0 : count >= 64 ? ulong.MaxValue : (1UL << count) - 1;

    /// <summary>Appends the set as <c>fp0-8 fp0-12h fp0-24..-40</c>: h marks one half of a slot, dots run over three slots or more.</summary>
    public void AppendTo(StringBuilder text, int frame, bool isFirst)
    {
        for (int slot = 0; slot < SlotCount; slot++)
        {
            if (!Contains(slot * 2) && !Contains((slot * 2) + 1))
            {
                continue;
            }

            _ = text.Append(isFirst ? "fp" : " fp").Append(frame);
            isFirst = false;
            if (!HasWhole(slot))
            {
                _ = text.Append(Contains(slot * 2) ? Offset(slot) + 4 : Offset(slot)).Append('h');
                continue;
            }

            _ = text.Append(Offset(slot));
            if (HasWhole(slot + 1) && HasWhole(slot + 2))
            {
                while (HasWhole(slot + 1))
                {
                    slot++;
                }

                _ = text.Append("..").Append(Offset(slot));
            }
        }
    }

    private static int Offset(int slot) => -(slot + 1) * 8;

    private bool HasWhole(int slot) => slot < SlotCount && Contains(slot * 2) && Contains((slot * 2) + 1);
}
