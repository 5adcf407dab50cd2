using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores through stack pointers: bounds, growth, then <see cref="StackLoad"/> or <see cref="StackStore"/>.</summary>
internal static class StackAccess
{
    public static Check Access(in Access access)
    {
        if (RequireWithin(access.Session, access.Pointer, access.Place, access.Offset, access.Size, access.Operation.Kind).Failed(out Check why))
        {
            return why;
        }

        VerifierState state = access.Session.Path.State;
        if (access.IsWrite)
        {
            FrameState written = state.WriteFrame(access.Pointer.FrameNumber);
            return access.Pointer.HasKnownOffset
                ? StackStore.AtFixedOffset(access, written, FixedOffset(access.Pointer, access.Offset))
                : StackStore.AtVariableOffset(access, written);
        }

        FrameState frame = state.ReadFrame(access.Pointer.FrameNumber);
        if (access.Pointer.HasKnownOffset)
        {
            return StackLoad.FromFixedOffset(access, frame, FixedOffset(access.Pointer, access.Offset));
        }

        return access.HasValue ? StackLoad.FromVariableOffset(access, frame) : RejectVariableOffset(access);
    }

    /// <summary>The access lies in the stack of the frame pointed into, which grows to hold it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">A stack pointer.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="offset">Added to the variable part of the pointer's offset.</param>
    /// <param name="size">Bytes accessed.</param>
    /// <param name="kind">Reads may need the stack to be written already.</param>
    public static Check RequireWithin(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, AccessKind kind)
    {
        FrameState frame = session.Path.State.ReadFrame(pointer.FrameNumber);
        string words = kind == AccessKind.Read ? " read from" : " write to";
        long start, end;
        if (pointer.HasKnownOffset)
        {
            start = pointer.VariableOffset + offset;
            end = start + size;
        }
        else if (pointer.VariableMax >= RegisterState.OffsetLimit || pointer.VariableMin <= -RegisterState.OffsetLimit)
        {
            return session.Reject(
                Rule.UnboundedStackOffset, place.Subject, Errno.AccessDenied, $"invalid unbounded variable-offset{words} stack {place}");
        }
        else
        {
            start = pointer.VariableMin + offset;
            end = pointer.VariableMax + offset + size;
        }

        Errno error = Judge(session, frame, start, end, size, kind);
        if (error != Errno.None)
        {
            return pointer.HasKnownOffset
                ? session.Reject(Rule.StackBounds, place.Subject, error, $"invalid{words} stack {place} off={session.Offsets.Shown(pointer, offset)} size={size}")
                : session.Reject(
                    Rule.StackBounds, place.Subject,
                    error, $"invalid variable-offset{words} stack {place} var_off={session.Offsets.Text(pointer.VariableBits)} off={offset} size={size}");
        }

        if (frame.AllocatedStack < -start)
        {
            Grow(session, session.Path.State.WriteFrame(pointer.FrameNumber), (int)-start);
        }

        return Check.Ok;
    }

    private static Errno Judge(Session session, FrameState frame, long start, long end, int size, AccessKind kind)
    {
        int lowest = kind == AccessKind.Write || session.Permissions.AllowsUninitializedStack ? -FrameState.MaxStack : -frame.AllocatedStack;
        if (start < lowest || start > -1)
        {
            return Errno.AccessDenied;
        }

        if (end > 0)
        {
            return Errno.Invalid;
        }

        return size < 0 ? Errno.Fault : Errno.None;
    }

    /// <summary>Reads grow the stack too: what the kernel reserves for the subprogram must cover them.</summary>
    private static void Grow(Session session, FrameState frame, int bytes)
    {
        frame.GrowStack(bytes);
        SubprogramFindings subprogram = session.Findings.Subprograms[frame.Subprogram];
        if (subprogram.StackDepth < frame.AllocatedStack)
        {
            subprogram.StackDepth = frame.AllocatedStack;
        }
    }

    private static int FixedOffset(in RegisterState pointer, int offset) => unchecked((int)(pointer.VariableOffset + offset));

    /// <summary>A read whose value goes nowhere would have to check slots that cannot be told.</summary>
    private static Check RejectVariableOffset(in Access access)
    {
        Check rejected = access.Session.Reject(
            Rule.VariableStackOffset, access.Place.Subject, Errno.AccessDenied,
            $"variable offset stack pointer cannot be passed into helper function; var_off={access.Session.Offsets.Text(access.Pointer.VariableBits)} off={access.Offset} size={access.Size}");
        MemoryReports.VariableStackAccess(access.Session, access.Pointer, access.Size);
        return rejected;
    }
}
