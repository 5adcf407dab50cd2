using System;
using System.Numerics;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Log;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>
/// Decides at each prune point whether the current state is covered by an older one, so that its path ends, and whether it is worth
/// being remembered itself. How many states are kept and when they are dropped shows in the counters, so the rules of thumb are the
/// kernel's. Source: Linux 7.3.
/// </summary>
internal sealed class StateCache
{
    private const int MinJumps = 2;
    private const int MinInstructions = 8;
    private const int MinJumpsInLoop = 20;
    private const int MinInstructionsInLoop = 100;
    private const int MissesPerHit = 3;
    private const int MaxStatesWithoutCapability = 64;

    private readonly Session session;
    private readonly PruningRules rules;
    private readonly StateEquivalence equivalence;
    private readonly SingularLinks singularLinks = new();
    private int storedCount;
    private int evictedCount;
    private int jumpsAtLastStore;
    private int instructionsAtLastStore;

    public StateCache(Session session)
    {
        this.session = session;
        rules = session.Program.Kernel.Rules.Pruning;
        equivalence = new StateEquivalence(session);
        Loops = new LoopVisits(session, this);
    }

    /// <summary>How one remembered state compares with the current one.</summary>
    private enum Comparison
    {
        Differs,

        /// <summary>Differs, and a loop is being unrolled: one more checkpoint would not help.</summary>
        DiffersInLoop,
        Covers,

        /// <summary>Covers, and the loop that leads from one to the other is not finished.</summary>
        ClosesLoop,
        NeverEnds,
    }

    public LoopVisits Loops { get; }

    /// <summary>Forgets all checkpoints: another function is explored.</summary>
    public void Start()
    {
        session.Checkpoints.Start(session.Program.Instructions.Length);
        Loops.Clear();
    }

    /// <summary>Compares the current state with the checkpoints of its instruction, and stores it when it is new.</summary>
    /// <param name="isCovered">The path need not go on.</param>
    public Check Visit(out bool isCovered)
    {
        VerifierState current = session.Path.State;
        bool isForced = session.Permissions.TestsStateFrequency || session.CurrentNotes.Is(InstructionMarks.ForceCheckpoint)
            || current.HistoryCount > rules.JumpsWithoutCheckpoint;
        bool isStored = isForced || IsFarFromLastStore(MinJumps, MinInstructions);
        ref Checkpoint? bucket = ref session.Checkpoints.Bucket(session.Path.InstructionIndex, current.Frame.CallSite);
        if (session.ObservedStack is { } observed)
        {
            FinishedCheckpoints.Clean(session, observed, bucket, current);
        }
        else
        {
            StateCleaning.DropDead(session, current);
        }

        ref Checkpoint? link = ref bucket;
        int count = 0;
        isCovered = false;
        while (link is not null)
        {
            Checkpoint checkpoint = link;
            count++;
            if (checkpoint.InstructionIndex != session.Path.InstructionIndex)
            {
                link = ref checkpoint.Older;
                continue;
            }

            Comparison comparison = Compare(checkpoint, current);
            switch (comparison)
            {
                case Comparison.NeverEnds:
                    return RejectEndless(checkpoint, current);
                case Comparison.Covers or Comparison.ClosesLoop:
                    isCovered = true;
                    return End(checkpoint, comparison == Comparison.ClosesLoop);
                case Comparison.DiffersInLoop when !isForced && !IsFarFromLastStoreInLoop():
                    isStored = false;
                    break;
            }

            checkpoint.Misses += isStored ? 1 : 0;
            if (IsUseless(checkpoint))
            {
                link = checkpoint.Older;
                Evict(checkpoint);
            }
            else
            {
                link = ref checkpoint.Older;
            }
        }

        session.Counters.MaxStatesPerInstruction = Math.Max(session.Counters.MaxStatesPerInstruction, count);
        if (isStored && (session.Permissions.IsBpfCapable || count <= MaxStatesWithoutCapability))
        {
            Store(current, ref bucket);
        }

        return Check.Ok;
    }

    /// <summary>Keeps the largest number of states held at the same time.</summary>
    public void NotePeak() =>
        session.Counters.PeakStates = Math.Max(session.Counters.PeakStates, storedCount + evictedCount + Loops.BackEdgeCount);

    /// <summary>Gives up an evicted checkpoint once no path and no unfinished loop goes back through it.</summary>
    public void GiveUpIfUnused(Checkpoint checkpoint)
    {
        if (checkpoint.IsEvicted && checkpoint.Branches == 0 && checkpoint.Visit is not { HasBackEdges: true })
        {
            evictedCount--;
            session.Pool.Return(checkpoint);
        }
    }

    /// <summary>
    /// The current state goes on like an older one, so what is precise in the older one is precise in it; it is handed up its path.
    /// True when that was new to some checkpoint.
    /// </summary>
    public bool HandUpPrecision(VerifierState older, VerifierState current)
    {
        if (session.Permissions.IsBpfCapable && !older.HasPrecision)
        {
            return false;
        }

        for (int number = older.CurrentFrame; number >= 0; number--)
        {
            FrameState frame = older.ReadFrame(number);
            uint registers = 0;
            ulong slots = 0;
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                registers |= frame.Registers[i].Type.IsScalar && frame.Registers[i].IsPrecise ? 1u << i : 0;
            }

            for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                StackSlot slot = frame.Stack[BitOperations.TrailingZeroCount(rest)];
                slots |= slot.IsScalarSpill && slot.Spilled.IsPrecise ? rest & (0 - rest) : 0;
            }

            session.Precision.AskFor(number, registers, slots);
            if (session.Log.TracesAll && (registers | slots) != 0)
            {
                LogHandedUp(number, registers, slots);
            }
        }

        return session.Precision.WalkBack(current);
    }

    private bool IsFarFromLastStore(int jumps, int instructions) =>
        session.Counters.ProcessedJumps - jumpsAtLastStore >= jumps && session.Counters.ProcessedInstructions - instructionsAtLastStore >= instructions;

    private bool IsFarFromLastStoreInLoop() =>
        session.Counters.ProcessedJumps - jumpsAtLastStore >= MinJumpsInLoop
        || session.Counters.ProcessedInstructions - instructionsAtLastStore >= MinInstructionsInLoop;

    private Comparison Compare(Checkpoint checkpoint, VerifierState current)
    {
        if (checkpoint.Branches > 0)
        {
            return CompareUnfinished(checkpoint, current);
        }

        bool isInLoop = checkpoint.Visit is { HasBackEdges: true };
        if (!equivalence.Covers(checkpoint, current, isInLoop ? Closeness.RangesWithin : Closeness.Covered))
        {
            return Comparison.Differs;
        }

        return isInLoop ? Comparison.ClosesLoop : Comparison.Covers;
    }

    /// <summary>
    /// The checkpoint lies on paths still being explored, mostly the current one. To come back to the same state means to go round
    /// forever, except where something else ends the loop: an iterator, a loop budget, the caller of a callback.
    /// </summary>
    private Comparison CompareUnfinished(Checkpoint checkpoint, VerifierState current)
    {
        // Another run of an asynchronous callback is no loop.
        FrameState frame = checkpoint.Frame;
        if (frame.IsAsyncCallback && frame.AsyncEntryCount != current.Frame.AsyncEntryCount)
        {
            return Comparison.DiffersInLoop;
        }

        ref readonly InstructionNotes notes = ref session.CurrentNotes;
        if (notes.Is(InstructionMarks.IteratorNext))
        {
            return IsWithin(checkpoint, current) && IsIteratorActive(current) ? Comparison.ClosesLoop : Comparison.DiffersInLoop;
        }

        if (session.Program.Instructions[session.Path.InstructionIndex].IsMayGoto && checkpoint.MayGotoDepth != current.MayGotoDepth
            && IsWithin(checkpoint, current))
        {
            return Comparison.ClosesLoop;
        }

        if (notes.Is(InstructionMarks.CallsCallback) && session.CallbackFrames.ReturnSite(session.Path.InstructionIndex) == session.Path.InstructionIndex)
        {
            return !IsWithin(checkpoint, current) ? Comparison.DiffersInLoop
                : rules.CallbackRoundsAreLoops ? Comparison.ClosesLoop
                : Comparison.Covers;
        }

        bool isSame = checkpoint.CallbackUnrollDepth == current.CallbackUnrollDepth && checkpoint.MayGotoDepth == current.MayGotoDepth
            && StateEquivalence.MayBeSame(checkpoint, current) && equivalence.Covers(checkpoint, current, Closeness.Exact)
            && !StateEquivalence.IteratorsAdvanced(checkpoint, current);
        return isSame ? Comparison.NeverEnds : Comparison.DiffersInLoop;
    }

    private bool IsWithin(Checkpoint checkpoint, VerifierState current) =>
        equivalence.Covers(checkpoint, current, Closeness.RangesWithin);

    /// <summary>The iterator that the call at hand asks may still give elements. Its slot is what R1 points to.</summary>
    private static bool IsIteratorActive(VerifierState current)
    {
        ref readonly RegisterState pointer = ref current.Registers[1];
        int slot = (int)((-pointer.KnownOffset - 1) / 8);
        return current.ReadFrame(pointer.FrameNumber).Stack[slot].Spilled.IteratorState == IteratorState.Active;
    }

    private Check RejectEndless(Checkpoint checkpoint, VerifierState current)
    {
        session.SourceLines.Write(session.Path.InstructionIndex, "; ");
        Check why = session.Reject(
            Rule.EndlessLoop, Subject.Instruction(session.Path.InstructionIndex), Errno.Invalid,
            $"infinite loop detected at insn {session.Path.InstructionIndex}");
        session.Log.Write("cur state:");
        session.StateText.Write(current, current.CurrentFrame, all: true);
        session.Log.Write("old state:");
        session.StateText.Write(checkpoint, current.CurrentFrame, all: true);
        return why;
    }

    private Check End(Checkpoint checkpoint, bool closesLoop)
    {
        checkpoint.Hits++;
        if (session.CurrentNotes.Is(InstructionMarks.JumpPoint)
            && session.History.Record(HistoryFlags.None).Failed(out Check why))
        {
            return why;
        }

        _ = HandUpPrecision(checkpoint, session.Path.State);
        if (closesLoop)
        {
            Loops.AddBackEdge(checkpoint);
        }

        return Check.Ok;
    }

    /// <summary>Compared in vain too often. Heads of loops are kept longer: losing one would keep its loop from converging.</summary>
    private bool IsUseless(Checkpoint checkpoint)
    {
        bool isLoopHead = session.CurrentNotes.Is(InstructionMarks.ForceCheckpoint) && checkpoint.Branches > 0;
        int factor = isLoopHead ? rules.MissesPerHitAtLoopHeads : MissesPerHit;
        return checkpoint.Misses > (checkpoint.Hits * factor) + factor;
    }

    private void Evict(Checkpoint checkpoint)
    {
        checkpoint.Older = null;
        checkpoint.IsEvicted = true;
        storedCount--;
        evictedCount++;
        GiveUpIfUnused(checkpoint);
    }

    private void Store(VerifierState current, ref Checkpoint? bucket)
    {
        session.Counters.TotalStates++;
        storedCount++;
        NotePeak();
        jumpsAtLastStore = session.Counters.ProcessedJumps;
        instructionsAtLastStore = session.Counters.ProcessedInstructions;
        if (session.Permissions.IsBpfCapable)
        {
            StateCleaning.ForgetPrecision(current);
        }

        if (session.Links.EndsLonelyIds)
        {
            singularLinks.Drop(current);
        }

        Checkpoint checkpoint = session.Pool.RentCheckpoint();
        checkpoint.CopyFrom(current);
        checkpoint.InstructionIndex = session.Path.InstructionIndex;
        Loops.Enter(checkpoint);
        current.Parent = checkpoint;
        current.FirstInstruction = session.Path.InstructionIndex;
        current.Depth = checkpoint.Depth + 1;
        current.HistoryCount = 0;
        (checkpoint.Walks, current.Walks) = (current.Walks, checkpoint.Walks);
        checkpoint.Older = bucket;
        bucket = checkpoint;
    }

    private void LogHandedUp(int frame, uint registers, ulong slots)
    {
        LogText text = session.Log.StartText();
        text.Append("frame ");
        text.AppendDecimal(frame);
        text.Append(": propagating ");
        PrecisionMasks.AppendRegisters(text, registers);
        for (int i = 0; i < FrameState.MaxStackSlots; i++)
        {
            if ((slots & (1ul << i)) != 0)
            {
                text.Append(registers == 0 && (slots & ((1ul << i) - 1)) == 0 ? "fp" : ",fp");
                text.AppendDecimal(-(i + 1) * 8);
            }
        }

        text.Append('\n');
        session.Log.Write(text.Written);
    }
}
