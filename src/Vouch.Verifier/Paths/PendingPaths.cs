using Vouch.Verifier.Log;
using Vouch.Verifier.State;
using Vouch.Verifier.Trace;

namespace Vouch.Verifier.Paths;

/// <summary>The paths still to be explored, last in first out.</summary>
internal sealed class PendingPaths(
    PathCursor path, StatePool pool, Permissions permissions, PathRecorder? recorder, RejectionSink rejections)
{
    private readonly PendingPathStack pending = new();

    /// <summary>More pending paths than this reject the program. Source: Linux 7.3, the limit on the sequence of jumps.</summary>
    public const int Limit = 8192;

    /// <summary>How many paths are pending.</summary>
    public int Count => pending.Count;

    /// <summary>The state of the path queued last.</summary>
    public VerifierState Newest => pending.Newest.State;

    /// <summary>
    /// Queues a copy of the current state that goes on at an instruction; the copy may be changed until the current instruction
    /// is done. Null when too many paths are pending: that is logged already, and the program is too big
    /// (<see cref="Errno.TooBig"/>).
    /// </summary>
    public VerifierState? Push(int instruction, int previousInstruction)
    {
        VerifierState copy = pool.Rent();
        copy.CopyFrom(path.State);
        recorder?.Fork(startsAnew: false);
        if (!TryAdd(copy, instruction, previousInstruction, ""))
        {
            return null;
        }

        if (copy.Parent is not null)
        {
            copy.Parent.Branches++;
        }

        return copy;
    }

    /// <summary>The same for a path that the machine only may take ahead of time.</summary>
    public VerifierState? PushSpeculative(int instruction, int previousInstruction)
    {
        VerifierState? copy = Push(instruction, previousInstruction);
        if (copy is not null)
        {
            copy.IsSpeculative = true;
        }

        return copy;
    }

    /// <summary>
    /// Queues the run of an asynchronous callback: it starts on a stack of its own with nothing held, whatever the current state.
    /// The caller sets up the arguments. Null when too many paths are pending, as for <see cref="Push"/>.
    /// </summary>
    public VerifierState? PushAsynchronous(
        int instruction, int previousInstruction, int subprogram, bool isSleepable)
    {
        VerifierState state = pool.Rent();
        state.Clear();
        state.Branches = 1;
        state.IsSleepable = isSleepable;
        recorder?.Fork(startsAnew: true);
        if (!TryAdd(state, instruction, previousInstruction, " for async cb"))
        {
            return null;
        }

        state.PrepareFrame(0).Start(FrameState.NoCallSite, 0, subprogram, permissions.IsBpfCapable);
        path.MarkAllScratched();
        return state;
    }

    /// <summary>Goes on with the path queued last; false when there is none. The current state must not be referred to any more.</summary>
    /// <param name="takesBackLog">The log forgets what was written since the path was queued.</param>
    public bool TryPop(bool takesBackLog)
    {
        if (pending.Count == 0)
        {
            return false;
        }

        recorder?.Resume();
        PendingPath next = pending.Pop();
        if (takesBackLog)
        {
            rejections.Log.Reset(next.LogPosition);
        }

        pool.Return(path.State);
        path.State = next.State;
        path.InstructionIndex = next.Instruction;
        path.PreviousInstructionIndex = next.PreviousInstruction;
        return true;
    }

    /// <summary>Drops all paths: exploration ends.</summary>
    public void Clear()
    {
        while (pending.Count > 0)
        {
            pool.Return(pending.Pop().State);
        }
    }

    private bool TryAdd(VerifierState state, int instruction, int previousInstruction, string purpose)
    {
        pending.Push(new PendingPath(state, instruction, previousInstruction, rejections.Log.Position));
        if (pending.Count <= Limit)
        {
            return true;
        }

        _ = rejections.Reject(Rule.PendingPaths, Errno.TooBig, $"The sequence of {pending.Count} jumps is too complex{purpose}.");
        return false;
    }
}
