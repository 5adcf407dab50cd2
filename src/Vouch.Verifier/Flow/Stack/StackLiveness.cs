using System.Collections.Generic;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>Which halves of stack slots may still be read, as the analysis before exploration found.</summary>
internal sealed class StackLiveness(ProgramFacts facts, CallbackFrames callbacks)
{
    private readonly Dictionary<(int CallSite, int Depth), FunctionInstance> instances = [];

    // By frame number, what was found last: it is asked for at every checkpoint, and frames change rarely.
    private readonly Found[] found = new Found[VerifierState.MaxFrames];

    /// <summary>The analysis is done. Until then everything counts as live.</summary>
    public bool IsComplete { get; set; }

    public IEnumerable<FunctionInstance> Instances => instances.Values;

    /// <summary>
    /// True when a 4-byte half of a stack slot may still be read by what follows a state. Ask <see cref="LiveHalves"/> for more
    /// than one half of a frame.
    /// </summary>
    /// <param name="state">The state: its frames, call sites and <see cref="VerifierState.InstructionIndex"/> count.</param>
    /// <param name="frame">The frame the slot belongs to.</param>
    /// <param name="half">Slot number times two, plus one for the half at the lower address.</param>
    public bool IsHalfSlotLive(VerifierState state, int frame, int half) =>
        LiveHalves(state, frame).Contains(half);

    /// <summary>
    /// The halves of a frame's slots that may still be read: by the executing function from the state's instruction on, and by
    /// each function in between once its callee has returned (or, for callbacks, when it is called again).
    /// </summary>
    public SlotSet LiveHalves(VerifierState state, int frame)
    {
        if (!IsComplete || Find(state, state.CurrentFrame) is not { } current)
        {
            return SlotSet.All;
        }

        SlotSet live = SlotSet.Empty;
        int place = frame + current.Depth - state.CurrentFrame;
        if (place >= 0 && place <= current.Depth)
        {
            live = current.LiveBefore(place, state.InstructionIndex);
        }

        for (int i = frame; i < state.CurrentFrame; i++)
        {
            if (Find(state, i) is not { } caller)
            {
                return SlotSet.All;
            }

            place = frame + caller.Depth - i;
            if (place < 0 || place > caller.Depth)
            {
                return SlotSet.All;
            }

            int callSite = state.ReadFrame(i + 1).CallSite;
            int returnSite = facts.Notes[callSite].Is(InstructionMarks.CallsCallback) ? callbacks.ReturnSite(callSite) : callSite + 1;
            live = live.Union(caller.LiveBefore(place, returnSite));
        }

        return live;
    }

    public FunctionInstance FindOrAdd(int callSite, int depth, int subprogram)
    {
        if (!instances.TryGetValue((callSite, depth), out FunctionInstance? instance))
        {
            instance = new FunctionInstance(callSite, depth, subprogram, facts.Subprograms[subprogram]);
            instances.Add((callSite, depth), instance);
        }

        return instance;
    }

    /// <summary>The instance that describes a frame best: by its call site at its own depth, or at the next one above that was analysed.</summary>
    private FunctionInstance? Find(VerifierState state, int frame)
    {
        FrameState function = state.ReadFrame(frame);
        ref Found last = ref found[frame];
        if (last.Instance is null || last.CallSite != function.CallSite || last.Subprogram != function.Subprogram)
        {
            last = new Found(function.CallSite, function.Subprogram, LookUp(function, frame));
        }

        return last.Instance;
    }

    private FunctionInstance? LookUp(FrameState function, int frame)
    {
        for (int depth = frame; depth > 0; depth--)
        {
            if (instances.TryGetValue((function.CallSite, depth), out FunctionInstance? instance))
            {
                return instance;
            }
        }

        return instances.GetValueOrDefault((facts.Subprograms[function.Subprogram].Start, 0));
    }

    private readonly record struct Found(int CallSite, int Subprogram, FunctionInstance? Instance);
}
