using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>What one instruction does to one frame's stack.</summary>
internal struct SlotAccess
{
    /// <summary>May be read by the instruction.</summary>
    public SlotSet Reads;

    /// <summary>Is written by the instruction, whatever the path.</summary>
    public SlotSet Writes;
}

/// <summary>
/// What the instructions of a function do to one stack frame, and which of it is needed from each of them on. Few instructions touch
/// a frame, and what is live seldom changes between them: by instruction there are only places in the lists of both.
/// </summary>
internal sealed class FrameUse(int start, int length)
{
    private const int FirstCapacity = 8;

    // By instruction: one more than the place of its access, 0 for none.
    private readonly int[] accessAt = new int[length];
    private SlotAccess[] accesses = new SlotAccess[FirstCapacity];
    private int accessCount;

    // By instruction: the place of the set that is live before it. The first set is the empty one.
    private readonly int[] liveAt = new int[length];
    private SlotSet[] sets = new SlotSet[FirstCapacity];
    private int setCount = 1;

    /// <summary>Both analyses of a function count, null for one that does not touch the frame: reads of either, writes only of both.</summary>
    public static FrameUse? Merge(FrameUse? one, FrameUse? other, int start, int length)
    {
        if (one is null && other is null)
        {
            return null;
        }

        FrameUse merged = new(start, length);
        for (int i = 0; i < length; i++)
        {
            SlotAccess first = one is null ? default : one.AccessAt(start + i);
            SlotAccess second = other is null ? default : other.AccessAt(start + i);
            SlotSet reads = first.Reads.Union(second.Reads);
            SlotSet writes = first.Writes.Intersect(second.Writes);
            if (!reads.IsEmpty || !writes.IsEmpty)
            {
                merged.Touch(start + i) = new SlotAccess { Reads = reads, Writes = writes };
            }
        }

        return merged;
    }

    /// <summary>What an instruction does to the frame.</summary>
    public SlotAccess AccessAt(int instruction) => accessAt[instruction - start] is > 0 and var place ? accesses[place - 1] : default;

    /// <summary>Room for what an instruction does to the frame; valid until the next one is asked for.</summary>
    public ref SlotAccess Touch(int instruction)
    {
        ref int place = ref accessAt[instruction - start];
        if (place == 0)
        {
            if (accessCount == accesses.Length)
            {
                SlotAccess[] longer = new SlotAccess[2 * accessCount];
                Array.Copy(accesses, longer, accessCount);
                accesses = longer;
            }

            place = ++accessCount;
        }

        return ref accesses[place - 1];
    }

    /// <summary>What an instruction and all that follow it may read of the frame, once that is solved.</summary>
    public SlotSet LiveBefore(int instruction)
    {
        int index = instruction - start;
        return (uint)index < (uint)liveAt.Length ? sets[liveAt[index]] : SlotSet.Empty;
    }

    /// <summary>Solves what is live before each instruction, to a fixed point.</summary>
    public void Solve(ProgramFacts facts, SubprogramInfo info)
    {
        bool changed;
        do
        {
            changed = false;
            for (int i = info.PostOrderStart; i < info.PostOrderEnd; i++)
            {
                int index = facts.PostOrder[i];
                changed |= Update(facts, index) && info.HasRetreats && facts.Notes[index].Is(InstructionMarks.RetreatTarget);
            }
        }
        while (changed);
    }

    private bool Update(ProgramFacts facts, int instruction)
    {
        Successors successors = Successors.Of(facts, instruction);
        if (successors.Count == 0)
        {
            return false;
        }

        ref int place = ref liveAt[instruction - start];
        int after = PlaceBefore(successors[0]);
        for (int i = 1; i < successors.Count; i++)
        {
            int other = PlaceBefore(successors[i]);
            after = after == other ? after : PlaceOf(sets[after].Union(sets[other]), after, other, place);
        }

        int before = after;
        if (accessAt[instruction - start] is > 0 and var access)
        {
            ref readonly SlotAccess use = ref accesses[access - 1];
            before = PlaceOf(sets[after].Without(use.Writes).Union(use.Reads), after, after, place);
        }

        bool changed = before != place && sets[before] != sets[place];
        place = before;
        return changed;
    }

    private int PlaceBefore(int instruction)
    {
        int index = instruction - start;
        return (uint)index < (uint)liveAt.Length ? liveAt[index] : 0;
    }

    /// <summary>Where a set is, which may be one of three at hand.</summary>
    private int PlaceOf(SlotSet set, int first, int second, int third)
    {
        if (set == sets[first])
        {
            return first;
        }

        if (set == sets[second])
        {
            return second;
        }

        if (set == sets[third])
        {
            return third;
        }

        if (setCount == sets.Length)
        {
            SlotSet[] longer = new SlotSet[2 * setCount];
            Array.Copy(sets, longer, setCount);
            sets = longer;
        }

        sets[setCount] = set;
        return setCount++;
    }
}
