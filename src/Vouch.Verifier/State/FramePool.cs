using System;

namespace Vouch.Verifier.State;

/// <summary>Frames that no state refers to, with the stacks they once held. Used last comes first: it is likely to be in the processor's cache.</summary>
internal sealed class FramePool
{
    // What a pool keeps between explorations.
    private const int MaxSpare = 2048;

    private FrameState[] frames = new FrameState[64];
    private int count;

    /// <summary>A frame with arbitrary contents that one state refers to.</summary>
    public FrameState Rent()
    {
        FrameState frame = count > 0 ? frames[--count] : new FrameState();
        frame.Sharers = 1;
        return frame;
    }

    /// <summary>A state refers to a frame no longer; the last one gives it back.</summary>
    public void LetGo(FrameState frame)
    {
        if (--frame.Sharers > 0)
        {
            FrameSeal.Require(frame);
            return;
        }

        if (count == frames.Length)
        {
            Array.Resize(ref frames, count * 2);
        }

        frames[count++] = frame;
    }

    /// <summary>Has frames ready, each with room for some stack.</summary>
    /// <param name="wanted">How many.</param>
    /// <param name="slots">Slots of stack.</param>
    public void Prepare(int wanted, int slots)
    {
        while (count < wanted)
        {
            FrameState frame = new() { Sharers = 1 };
            frame.Stack.Reserve(slots);
            LetGo(frame);
        }

        // They are used in the order in which they lie in memory, which the processor foresees.
        Array.Reverse(frames, 0, count);
    }

    /// <summary>Gives up what is more than a later exploration is likely to need.</summary>
    public void Trim()
    {
        if (frames.Length > MaxSpare)
        {
            Array.Resize(ref frames, MaxSpare);
            count = Math.Min(count, MaxSpare);
        }
    }
}
