using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>The paths still to be explored, last in first out.</summary>
internal static class PendingPaths
{
    /// <summary>More pending paths than this reject the program. Source: Linux 7.3, the limit on the sequence of jumps.</summary>
    public const int Limit = 8192;

    /// <summary>
    /// Queues a copy of the current state that goes on at an instruction; the copy may be changed until the current instruction
    /// is done. Null when too many paths are pending: that is logged already, and the program is too big
    /// (<see cref="Errno.TooBig"/>).
    /// </summary>
    public static VerifierState? Push(Session session, int instruction, int previousInstruction, bool isSpeculative)
    {
        VerifierState copy = session.Workspace.Pool.Rent();
        copy.CopyFrom(session.Path.State);
        copy.IsSpeculative |= isSpeculative;
        session.Recorder?.Fork(startsAnew: false);
        if (!TryAdd(session, copy, instruction, previousInstruction, ""))
        {
            return null;
        }

        if (copy.Parent is not null)
        {
            copy.Parent.Branches++;
        }

        return copy;
    }

    /// <summary>
    /// Queues the run of an asynchronous callback: it starts on a stack of its own with nothing held, whatever the current state.
    /// The caller sets up the arguments. Null when too many paths are pending, as for <see cref="Push"/>.
    /// </summary>
    public static VerifierState? PushAsynchronous(
        Session session, int instruction, int previousInstruction, int subprogram, bool isSleepable)
    {
        VerifierState state = session.Workspace.Pool.Rent();
        state.Clear();
        state.Branches = 1;
        state.IsSleepable = isSleepable;
        session.Recorder?.Fork(startsAnew: true);
        if (!TryAdd(session, state, instruction, previousInstruction, " for async cb"))
        {
            return null;
        }

        state.PrepareFrame(0).Start(FrameState.NoCallSite, 0, subprogram, session.Permissions.IsBpfCapable);
        session.Path.MarkAllScratched();
        return state;
    }

    /// <summary>Goes on with the path queued last; false when there is none. The current state must not be referred to any more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="takesBackLog">The log forgets what was written since the path was queued.</param>
    public static bool TryPop(Session session, bool takesBackLog)
    {
        PendingPathStack pending = session.Workspace.Pending;
        if (pending.Count == 0)
        {
            return false;
        }

        session.Recorder?.Resume();
        PendingPath path = pending.Pop();
        if (takesBackLog)
        {
            session.Log.Reset(path.LogPosition);
        }

        session.Workspace.Pool.Return(session.Path.State);
        session.Path.State = path.State;
        session.Path.InstructionIndex = path.Instruction;
        session.Path.PreviousInstructionIndex = path.PreviousInstruction;
        return true;
    }

    /// <summary>Drops all paths: exploration ends.</summary>
    public static void Clear(Session session)
    {
        PendingPathStack pending = session.Workspace.Pending;
        while (pending.Count > 0)
        {
            session.Workspace.Pool.Return(pending.Pop().State);
        }
    }

    private static bool TryAdd(Session session, VerifierState state, int instruction, int previousInstruction, string purpose)
    {
        PendingPathStack pending = session.Workspace.Pending;
        pending.Push(new PendingPath(state, instruction, previousInstruction, session.Log.Position));
        if (pending.Count <= Limit)
        {
            return true;
        }

        _ = session.Reject(Errno.TooBig, $"The sequence of {pending.Count} jumps is too complex{purpose}.");
        return false;
    }
}
