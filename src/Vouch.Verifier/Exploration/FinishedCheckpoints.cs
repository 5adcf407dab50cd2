using System.Numerics;
using Vouch.Verifier.Flow.Stack.Observed;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>
/// Takes out of checkpoints what cannot matter any more, where that is known only once all paths from them are explored. The current state
/// stays as it is.
/// </summary>
internal static class FinishedCheckpoints
{
    /// <summary>Cleans, once, each checkpoint of the current instruction and calls whose paths are finished, and those of its loop.</summary>
    public static void Clean(Session session, ObservedStack observed, Checkpoint? newest, VerifierState current)
    {
        int instruction = session.Path.InstructionIndex;
        for (Checkpoint? checkpoint = newest; checkpoint is not null; checkpoint = checkpoint.Older)
        {
            bool isFinished = checkpoint.Branches == 0 && !checkpoint.IsCleaned && checkpoint.InstructionIndex == instruction
                && checkpoint.Visit is not { HasBackEdges: true } && checkpoint.HasSameCallSites(current);
            if (isFinished)
            {
                checkpoint.IsCleaned = true;
                checkpoint.LastDifference = default;
                for (int number = 0; number <= checkpoint.CurrentFrame; number++)
                {
                    StateCleaning.DropDeadRegisters(session, checkpoint, number);
                    DropDeadSlots(observed, checkpoint, number);
                }
            }
        }
    }

    private static void DropDeadSlots(ObservedStack observed, Checkpoint checkpoint, int number)
    {
        FrameState frame = checkpoint.ReadFrame(number);
        ulong dead = ~observed.LiveSlots(checkpoint, number) & SlotMasks.LowBits(frame.StackSlotCount);
        for (; dead != 0; dead &= dead - 1)
        {
            StackSlot slot = checkpoint.WriteFrame(number).Stack[BitOperations.TrailingZeroCount(dead)];
            slot.DropSpilled();
            slot.SetAll(SlotType.Invalid);
        }
    }
}
