using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// A function as called from one place at one depth: what its instructions read and write of its own stack and its callers'.
/// </summary>
internal sealed class FunctionInstance
{
    private readonly FrameUse?[] frames;

    public FunctionInstance(int callSite, int depth, int subprogram, SubprogramInfo info)
    {
        CallSite = callSite;
        Depth = depth;
        Subprogram = subprogram;
        Start = info.Start;
        Length = info.End - info.Start;
        frames = new FrameUse?[depth + 1];
    }

    /// <summary>The call instruction; for depth 0 the function's first instruction.</summary>
    public int CallSite { get; }

    public int Depth { get; }

    public int Subprogram { get; }

    public int Start { get; }

    public int Length { get; }

    /// <summary>An analysis of it is complete, so that another one must be merged with it.</summary>
    public bool IsSolved { get; private set; }

    /// <summary>What an instruction does to a frame.</summary>
    public SlotAccess AccessAt(int frame, int instruction) => frames[frame] is { } use ? use.AccessAt(instruction) : default;

    public void Read(int frame, int instruction, SlotSet slots)
    {
        ref SlotAccess access = ref Touch(frame, instruction);
        access.Reads = access.Reads.Union(slots);
    }

    public void Write(int frame, int instruction, SlotSet slots)
    {
        ref SlotAccess access = ref Touch(frame, instruction);
        access.Writes = access.Writes.Union(slots);
    }

    /// <summary>What an instruction and all that follow it may read of a frame.</summary>
    public SlotSet LiveBefore(int frame, int instruction) =>
        frames[frame] is { } use ? use.LiveBefore(instruction) : SlotSet.Empty;

    /// <summary>Is the same as a solved instance of the function that was called elsewhere. What frames hold is not changed once solved.</summary>
    public void BeLike(FunctionInstance other)
    {
        IsSolved = true;
        other.frames.CopyTo(frames, 0);
    }

    /// <summary>Takes over another analysis of the same instance.</summary>
    public void Merge(FunctionInstance other)
    {
        for (int f = 0; f <= Depth; f++)
        {
            frames[f] = FrameUse.Merge(frames[f], other.frames[f], Start, Length);
        }
    }

    /// <summary>Solves what is live before each instruction.</summary>
    public void Solve(ProgramFacts facts)
    {
        IsSolved = true;
        foreach (FrameUse? frame in frames)
        {
            frame?.Solve(facts, facts.Subprograms[Subprogram]);
        }
    }

    private ref SlotAccess Touch(int frame, int instruction) => ref (frames[frame] ??= new FrameUse(Start, Length)).Touch(instruction);
}
