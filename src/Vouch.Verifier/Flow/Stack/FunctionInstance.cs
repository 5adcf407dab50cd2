using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>What one instruction does to one frame's stack, and which of it is needed from there on.</summary>
internal struct SlotUse
{
    /// <summary>May be read by the instruction.</summary>
    public SlotSet Reads;

    /// <summary>Is written by the instruction, whatever the path.</summary>
    public SlotSet Writes;

    /// <summary>May be read by the instruction or by what follows it.</summary>
    public SlotSet LiveBefore;
}

/// <summary>
/// A function as called from one place at one depth: what its instructions read and write of its own stack and its callers'.
/// </summary>
internal sealed class FunctionInstance
{
    private readonly SlotUse[]?[] frames;

    public FunctionInstance(int callSite, int depth, int subprogram, SubprogramInfo info)
    {
        CallSite = callSite;
        Depth = depth;
        Subprogram = subprogram;
        Start = info.Start;
        Length = info.End - info.Start;
        frames = new SlotUse[depth + 1][];
    }

    /// <summary>The call instruction; for depth 0 the function's first instruction.</summary>
    public int CallSite { get; }

    public int Depth { get; }

    public int Subprogram { get; }

    public int Start { get; }

    public int Length { get; }

    /// <summary>An analysis of it is complete, so that another one must be merged with it.</summary>
    public bool IsSolved { get; private set; }

    /// <summary>The use of a frame by each instruction of the function, or null when none touches it.</summary>
    public SlotUse[]? Frame(int frame) => frames[frame];

    public void Read(int frame, int instruction, SlotSet slots)
    {
        ref SlotUse use = ref Touch(frame, instruction);
        use.Reads = use.Reads.Union(slots);
    }

    public void Write(int frame, int instruction, SlotSet slots)
    {
        ref SlotUse use = ref Touch(frame, instruction);
        use.Writes = use.Writes.Union(slots);
    }

    /// <summary>What an instruction and all that follow it may read of a frame.</summary>
    public SlotSet LiveBefore(int frame, int instruction)
    {
        int index = instruction - Start;
        return frames[frame] is { } uses && (uint)index < (uint)uses.Length ? uses[index].LiveBefore : SlotSet.Empty;
    }

    /// <summary>Takes over another analysis of the same instance: reads of either count, writes only those of both.</summary>
    public void Merge(FunctionInstance other)
    {
        for (int f = 0; f <= Depth; f++)
        {
            SlotUse[]? theirs = other.frames[f];
            if (frames[f] is { } ours && theirs is not null)
            {
                for (int i = 0; i < Length; i++)
                {
                    ours[i].Reads = ours[i].Reads.Union(theirs[i].Reads);
                    ours[i].Writes = ours[i].Writes.Intersect(theirs[i].Writes);
                }

                continue;
            }

            frames[f] ??= theirs;
            ForgetWrites(frames[f]);
        }
    }

    /// <summary>Solves what is live before each instruction, to a fixed point.</summary>
    public void Solve(Session session)
    {
        IsSolved = true;
        SubprogramInfo info = session.Subprograms[Subprogram];
        bool changed;
        do
        {
            changed = false;
            foreach (SlotUse[]? uses in frames)
            {
                for (int i = info.PostOrderStart; uses is not null && i < info.PostOrderEnd; i++)
                {
                    changed |= Update(session, uses, session.PostOrder[i]);
                }
            }
        }
        while (changed);
    }

    private static void ForgetWrites(SlotUse[]? uses)
    {
        for (int i = 0; uses is not null && i < uses.Length; i++)
        {
            uses[i].Writes = SlotSet.Empty;
        }
    }

    private bool Update(Session session, SlotUse[] uses, int instruction)
    {
        Successors successors = Successors.Of(session, instruction);
        if (successors.Count == 0)
        {
            return false;
        }

        SlotSet after = SlotSet.Empty;
        for (int i = 0; i < successors.Count; i++)
        {
            int next = successors[i] - Start;
            after = (uint)next < (uint)uses.Length ? after.Union(uses[next].LiveBefore) : after;
        }

        ref SlotUse use = ref uses[instruction - Start];
        SlotSet before = after.Without(use.Writes).Union(use.Reads);
        bool changed = before != use.LiveBefore;
        use.LiveBefore = before;
        return changed;
    }

    private ref SlotUse Touch(int frame, int instruction)
    {
        SlotUse[] uses = frames[frame] ??= new SlotUse[Length];
        return ref uses[instruction - Start];
    }
}
