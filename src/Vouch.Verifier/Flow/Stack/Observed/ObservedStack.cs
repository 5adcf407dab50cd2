using System;
using System.Collections.Generic;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack.Observed;

/// <summary>
/// Which stack slots may still be read, learned from the paths explored so far: where a path or a function ends, what its instructions
/// were seen to read and write is carried backwards. A slot counts as dead until some read of it was seen, so only states whose paths
/// are all explored may ask. Source: Linux 6.18, before stacks were analysed beforehand.
/// </summary>
internal sealed class ObservedStack(ProgramFacts facts, CallbackFrames callbacks, VerifierLog log)
{
    // Functions that nobody in the program called.
    private readonly Dictionary<int, ObservedFunction> roots = [];
    private readonly ulong[] writes = new ulong[VerifierState.MaxFrames];
    private ObservedFunction? current;
    private int instruction;

    /// <summary>The current instruction of a state is about to be executed.</summary>
    public void BeginInstruction(VerifierState state, int index)
    {
        current ??= Find(state, state.CurrentFrame);
        instruction = index;
        Array.Clear(writes);
    }

    /// <summary>The current instruction may read a slot.</summary>
    public void Read(VerifierState state, int frame, int slot)
    {
        current ??= Find(state, state.CurrentFrame);
        current.Read(frame, instruction, 1ul << slot);
    }

    /// <summary>The current instruction writes a slot whole, whatever is in registers.</summary>
    public void Write(int frame, int slot) => writes[frame] |= 1ul << slot;

    /// <summary>The current instruction was executed. A call and the end of a function do not count, as the function changes under way.</summary>
    public void EndInstruction() => current?.EndVisit(instruction, writes);

    /// <summary>A function was entered.</summary>
    public void EnterFunction() => current = null;

    /// <summary>A path or a function ends: solves what changed, for the function that executes and those that called it.</summary>
    public void Update(VerifierState state)
    {
        current = null;
        for (int frame = state.CurrentFrame; frame >= 0; frame--)
        {
            ObservedFunction function = Find(state, frame);
            if (!function.IsChanged)
            {
                continue;
            }

            ObservedLiveness.Solve(facts, log, function);
            if (function.Depth > 0)
            {
                HandUp(state, function);
            }

            function.IsChanged = false;
            function.LostWrites = false;
        }
    }

    /// <summary>The slots of a frame that may still be read from a state on. Bit n is slot n.</summary>
    public ulong LiveSlots(VerifierState state, int frame)
    {
        ulong live = LiveBefore(Find(state, state.CurrentFrame), frame, state.InstructionIndex);
        for (int caller = frame; caller < state.CurrentFrame; caller++)
        {
            int callSite = state.ReadFrame(caller + 1).CallSite;
            bool isRepeated = facts.Notes[callSite].Is(InstructionMarks.CallsCallback);
            live |= LiveBefore(Find(state, caller), frame, isRepeated ? callbacks.ReturnSite(callSite) : callSite + 1);
        }

        return live;
    }

    private static ulong LiveBefore(ObservedFunction function, int frame, int instruction) =>
        function.Knows(frame) ? function.At(frame, instruction).Live : 0;

    /// <summary>What a function does to its callers' frames is done by the call.</summary>
    private void HandUp(VerifierState state, ObservedFunction function)
    {
        ObservedFunction caller = Find(state, function.Depth - 1);
        int callSite = function.Chain[^1];
        Array.Clear(writes);
        for (int frame = 0; frame < function.Depth; frame++)
        {
            if (function.Knows(frame))
            {
                ref readonly ObservedSlots first = ref function.At(frame, function.Info.Start);
                writes[frame] |= first.WritesFromHere;
                caller.Read(frame, callSite, first.Live);
            }
        }

        caller.EndVisit(callSite, writes);
    }

    private ObservedFunction Find(VerifierState state, int frame)
    {
        int main = state.ReadFrame(0).Subprogram;
        if (!roots.TryGetValue(main, out ObservedFunction? function))
        {
            function = new ObservedFunction([], facts.Subprograms[main]);
            roots.Add(main, function);
        }

        for (int i = 1; i <= frame; i++)
        {
            FrameState entered = state.ReadFrame(i);
            function = function.Calling(entered.CallSite, facts.Subprograms[entered.Subprogram]);
        }

        return function;
    }
}
