using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Which stack frame a value points into, and where, as far as following it from the frame pointer tells. From precise to
/// vague: one to four offsets in a known frame; a known frame and no offset; a set of frames it may point into. Sixteen bytes
/// without padding, unused parts zero: rows of values are compared as blocks.
/// </summary>
internal readonly record struct PointerOrigin
{
    /// <summary>Values with more offsets than this count as pointing anywhere in their frame.</summary>
    public const int MaxOffsets = 4;

    private const short NoFrame = -1;
    private const short NotVisited = -2;
    private const short SeveralFrames = -3;

    // Ascending, 16 bits each, the lowest in the lowest bits.
    private readonly ulong offsets;

    // From the lowest bits on: the frames, the frame, how many offsets. One number, so that values are passed on in registers.
    private readonly ulong place;

    private PointerOrigin(int frame, uint frames = 0) => place = Place(frame, frames, 0);

    private PointerOrigin(ulong offsets, ulong place)
    {
        this.offsets = offsets;
        this.place = place;
    }

    private PointerOrigin(int frame, ReadOnlySpan<short> offsets)
    {
        place = Place(frame, 0, offsets.Length);
        for (int i = 0; i < offsets.Length; i++)
        {
            this.offsets |= (ulong)(ushort)offsets[i] << (16 * i);
        }
    }

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(PointerOrigin other) => offsets == other.offsets && place == other.place;

    public override int GetHashCode() => HashCode.Combine(offsets, place);

    /// <summary>Not made from a frame pointer.</summary>
    public static PointerOrigin None => new(NoFrame);

    /// <summary>Not reached yet.</summary>
    public static PointerOrigin Unvisited => new(NotVisited);

    public bool IsNone => Frame == NoFrame;

    public bool IsUnvisited => Frame == NotVisited;

    /// <summary>Points into some frame, known or not.</summary>
    public bool IsPointer => Frame >= 0 || Frame == SeveralFrames;

    /// <summary>The frame is known.</summary>
    public bool HasFrame => Frame >= 0;

    /// <summary>The frame pointed into, where <see cref="HasFrame"/>.</summary>
    public int Frame => unchecked((short)(place >> 32));

    /// <summary>It may point into any of several frames, see <see cref="Frames"/>.</summary>
    public bool IsVague => Frame == SeveralFrames;

    /// <summary>Bit n: it may point into frame n; where <see cref="IsVague"/>.</summary>
    public int Frames => unchecked((int)place);

    /// <summary>How many offsets are possible; 0 when they are not known.</summary>
    public int OffsetCount => (int)(place >> 48);

    private static ulong Place(int frame, uint frames, int count) => frames | ((ulong)unchecked((ushort)frame) << 32) | ((ulong)count << 48);

    public short Offset(int index) => unchecked((short)(offsets >> (16 * index)));

    public static PointerOrigin At(int frame, short offset) => new(unchecked((ushort)offset), Place(frame, 0, 1));

    public static PointerOrigin Somewhere(int frame) => new(frame);

    /// <summary>Anywhere in any of the frames of a mask.</summary>
    public static PointerOrigin Vague(int frames) => new(SeveralFrames, (uint)frames);

    /// <summary>Anywhere in any frame up to a number.</summary>
    public static PointerOrigin AnyUpTo(int frame) => Vague((1 << (frame + 1)) - 1);

    /// <summary>True when the frame is this one, or may be.</summary>
    public bool MayPointInto(int depth) => Frame == depth || (IsVague && (Frames & (1 << depth)) != 0);

    /// <summary>Adds to an offset; false when the sum does not fit.</summary>
    public static bool TryAdd(short offset, long delta, out short sum)
    {
        long exact = offset + delta;
        sum = unchecked((short)exact);
        return delta is >= short.MinValue and <= short.MaxValue && exact == sum;
    }

    /// <summary>The value moved by a constant; its offsets are unknown when one of them overflows.</summary>
    public PointerOrigin Add(long delta)
    {
        if (OffsetCount == 1)
        {
            return TryAdd(Offset(0), delta, out short sum) ? At(Frame, sum) : WithoutOffsets();
        }

        Span<short> moved = stackalloc short[MaxOffsets];
        for (int i = 0; i < OffsetCount; i++)
        {
            if (!TryAdd(Offset(i), delta, out moved[i]))
            {
                return WithoutOffsets();
            }
        }

        return OffsetCount == 0 ? this : new PointerOrigin(Frame, moved[..OffsetCount]);
    }

    public PointerOrigin WithoutOffsets() => Frame >= 0 ? new PointerOrigin(Frame) : this;

    /// <summary>What is known where two paths meet.</summary>
    public PointerOrigin Join(PointerOrigin other)
    {
        if (other.IsUnvisited)
        {
            return this;
        }

        if (IsUnvisited)
        {
            return other;
        }

        if (Frame >= 0 && Frame == other.Frame)
        {
            return OffsetCount == 0 || other.OffsetCount == 0 ? new PointerOrigin(Frame) : MergeOffsets(other);
        }

        if (IsNone && other.IsNone)
        {
            return this;
        }

        if (Frame >= 0 && other.IsNone)
        {
            return WithFramePointer();
        }

        return other.Frame >= 0 && IsNone ? other.WithFramePointer() : Blur(other);
    }

    /// <summary>The result of arithmetic with another register.</summary>
    public PointerOrigin Mix(PointerOrigin other)
    {
        if (Frame >= 0 && (other.IsNone || other.Frame == Frame))
        {
            return new PointerOrigin(Frame);
        }

        if (other.Frame >= 0 && IsNone)
        {
            return new PointerOrigin(other.Frame);
        }

        return IsNone && other.IsNone ? this : Blur(other);
    }

    // A pointer on one path and none on the other: the extra offset keeps its reads counted, and its writes from counting.
    private PointerOrigin WithFramePointer() => OffsetCount == 1 ? MergeOffsets(At(Frame, 0)) : this;

    private PointerOrigin Blur(PointerOrigin other) => Vague(FrameMask | other.FrameMask);

    private int FrameMask => Frame >= 0 ? 1 << Frame : Frames;

    private PointerOrigin MergeOffsets(PointerOrigin other)
    {
        Span<short> merged = stackalloc short[MaxOffsets];
        int total = 0;
        int i = 0;
        int j = 0;
        while (i < OffsetCount || j < other.OffsetCount)
        {
            bool takesOwn = j == other.OffsetCount || (i < OffsetCount && Offset(i) <= other.Offset(j));
            short next = takesOwn ? Offset(i) : other.Offset(j);
            if (total == MaxOffsets)
            {
                return new PointerOrigin(Frame);
            }

            merged[total++] = next;
            while (i < OffsetCount && Offset(i) == next)
            {
                i++;
            }

            while (j < other.OffsetCount && other.Offset(j) == next)
            {
                j++;
            }
        }

        return new PointerOrigin(Frame, merged[..total]);
    }
}
