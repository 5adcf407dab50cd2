using System;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>The offsets, from some frame pointer, that a value may have: up to four, ascending.</summary>
[InlineArray(PointerOrigin.MaxOffsets)]
internal struct OriginOffsets
{
    private short first;
}

/// <summary>
/// Which stack frame a value points into, and where, as far as following it from the frame pointer tells. From precise to
/// vague: one to four offsets in a known frame; a known frame and no offset; a set of frames it may point into. Equality is
/// exact because unused parts are zero.
/// </summary>
internal readonly struct PointerOrigin : IEquatable<PointerOrigin>
{
    /// <summary>Values with more offsets than this count as pointing anywhere in their frame.</summary>
    public const int MaxOffsets = 4;

    private const sbyte NoFrame = -1;
    private const sbyte NotVisited = -2;
    private const sbyte SeveralFrames = -3;

    private readonly OriginOffsets offsets;
    private readonly ushort frames;
    private readonly sbyte frame;
    private readonly byte count;

    private PointerOrigin(sbyte frame, ushort frames = 0)
    {
        this.frame = frame;
        this.frames = frames;
    }

    private PointerOrigin(sbyte frame, ReadOnlySpan<short> offsets)
    {
        this.frame = frame;
        count = (byte)offsets.Length;
        offsets.CopyTo(this.offsets);
    }

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
    public int Frames => frames;

    /// <summary>How many offsets are possible; 0 when they are not known.</summary>
    public int OffsetCount => count;

    public short Offset(int index) => offsets[index];

    public static PointerOrigin At(int frame, short offset) => new((sbyte)frame, [offset]);

    public static PointerOrigin Somewhere(int frame) => new((sbyte)frame);

    /// <summary>Anywhere in any of the frames of a mask.</summary>
    public static PointerOrigin Vague(int frames) => new(SeveralFrames, (ushort)frames);

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
            if (!TryAdd(offsets[i], delta, out moved[i]))
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

    public bool Equals(PointerOrigin other) =>
        frame == other.frame && count == other.count && frames == other.frames
        && ((ReadOnlySpan<short>)offsets).SequenceEqual(other.offsets);

    public override bool Equals(object? obj) => obj is PointerOrigin other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(frame, count, frames, offsets[0]);

    public static bool operator ==(PointerOrigin a, PointerOrigin b) => a.Equals(b);

    public static bool operator !=(PointerOrigin a, PointerOrigin b) => !a.Equals(b);

    // A pointer on one path and none on the other: the extra offset keeps its reads counted, and its writes from counting.
    private PointerOrigin WithFramePointer() => count == 1 ? MergeOffsets(At(frame, 0)) : this;

    private PointerOrigin Blur(PointerOrigin other) => Vague(FrameMask | other.FrameMask);

    private int FrameMask => frame >= 0 ? 1 << frame : frame == SeveralFrames ? frames : 0;

    private PointerOrigin MergeOffsets(PointerOrigin other)
    {
        Span<short> merged = stackalloc short[MaxOffsets];
        int total = 0;
        int i = 0;
        int j = 0;
        while (i < count || j < other.count)
        {
            bool takesOwn = j == other.count || (i < count && offsets[i] <= other.offsets[j]);
            short next = takesOwn ? offsets[i] : other.offsets[j];
            if (total == MaxOffsets)
            {
                return new PointerOrigin(frame);
            }

            merged[total++] = next;
            while (i < count && offsets[i] == next)
            {
                i++;
            }

            while (j < other.count && other.offsets[j] == next)
            {
                j++;
            }
        }

        return new PointerOrigin(frame, merged[..total]);
    }
}
