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
    private readonly uint frames;
    private readonly short frame;
    private readonly ushort count;

    private PointerOrigin(int frame, uint frames = 0)
    {
        this.frame = (short)frame;
        this.frames = frames;
    }

    private PointerOrigin(int frame, ReadOnlySpan<short> offsets)
    {
        this.frame = (short)frame;
        count = (ushort)offsets.Length;
        for (int i = 0; i < offsets.Length; i++)
        {
            this.offsets |= (ulong)(ushort)offsets[i] << (16 * i);
        }
    }

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(PointerOrigin other) =>
        offsets == other.offsets && frames == other.frames && frame == other.frame && count == other.count;

    public override int GetHashCode() => HashCode.Combine(offsets, frames, frame, count);

    /// <summary>Not made from a frame pointer.</summary>
    public static PointerOrigin None => new(NoFrame);

    /// <summary>Not reached yet.</summary>
    public static PointerOrigin Unvisited => new(NotVisited);

    public bool IsNone => frame == NoFrame;

    public bool IsUnvisited => frame == NotVisited;

    /// <summary>Points into some frame, known or not.</summary>
    public bool IsPointer => frame >= 0 || frame == SeveralFrames;

    /// <summary>The frame is known.</summary>
    public bool HasFrame => frame >= 0;

    /// <summary>The frame pointed into, where <see cref="HasFrame"/>.</summary>
    public int Frame => frame;

    /// <summary>It may point into any of several frames, see <see cref="Frames"/>.</summary>
    public bool IsVague => frame == SeveralFrames;

    /// <summary>Bit n: it may point into frame n; where <see cref="IsVague"/>.</summary>
    public int Frames => (int)frames;

    /// <summary>How many offsets are possible; 0 when they are not known.</summary>
    public int OffsetCount => count;

    public short Offset(int index) => unchecked((short)(offsets >> (16 * index)));

    public static PointerOrigin At(int frame, short offset) => new(frame, [offset]);

    public static PointerOrigin Somewhere(int frame) => new(frame);

    /// <summary>Anywhere in any of the frames of a mask.</summary>
    public static PointerOrigin Vague(int frames) => new(SeveralFrames, (uint)frames);

    /// <summary>Anywhere in any frame up to a number.</summary>
    public static PointerOrigin AnyUpTo(int frame) => Vague((1 << (frame + 1)) - 1);

    /// <summary>True when the frame is this one, or may be.</summary>
    public bool MayPointInto(int depth) => frame == depth || (IsVague && (frames & (1 << depth)) != 0);

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
        Span<short> moved = stackalloc short[MaxOffsets];
        for (int i = 0; i < count; i++)
        {
            if (!TryAdd(Offset(i), delta, out moved[i]))
            {
                return WithoutOffsets();
            }
        }

        return count == 0 ? this : new PointerOrigin(frame, moved[..count]);
    }

    public PointerOrigin WithoutOffsets() => frame >= 0 ? new PointerOrigin(frame) : this;

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

        if (frame >= 0 && frame == other.frame)
        {
            return count == 0 || other.count == 0 ? new PointerOrigin(frame) : MergeOffsets(other);
        }

        if (IsNone && other.IsNone)
        {
            return this;
        }

        if (frame >= 0 && other.IsNone)
        {
            return WithFramePointer();
        }

        return other.frame >= 0 && IsNone ? other.WithFramePointer() : Blur(other);
    }

    /// <summary>The result of arithmetic with another register.</summary>
    public PointerOrigin Mix(PointerOrigin other)
    {
        if (frame >= 0 && (other.IsNone || other.frame == frame))
        {
            return new PointerOrigin(frame);
        }

        if (other.frame >= 0 && IsNone)
        {
            return new PointerOrigin(other.frame);
        }

        return IsNone && other.IsNone ? this : Blur(other);
    }

    // A pointer on one path and none on the other: the extra offset keeps its reads counted, and its writes from counting.
    private PointerOrigin WithFramePointer() => count == 1 ? MergeOffsets(At(frame, 0)) : this;

    private PointerOrigin Blur(PointerOrigin other) => Vague(FrameMask | other.FrameMask);

    private int FrameMask => frame >= 0 ? 1 << frame : (int)frames;

    private PointerOrigin MergeOffsets(PointerOrigin other)
    {
        Span<short> merged = stackalloc short[MaxOffsets];
        int total = 0;
        int i = 0;
        int j = 0;
        while (i < count || j < other.count)
        {
            bool takesOwn = j == other.count || (i < count && Offset(i) <= other.Offset(j));
            short next = takesOwn ? Offset(i) : other.Offset(j);
            if (total == MaxOffsets)
            {
                return new PointerOrigin(frame);
            }

            merged[total++] = next;
            while (i < count && Offset(i) == next)
            {
                i++;
            }

            while (j < other.count && other.Offset(j) == next)
            {
                j++;
            }
        }

        return new PointerOrigin(frame, merged[..total]);
    }
}
