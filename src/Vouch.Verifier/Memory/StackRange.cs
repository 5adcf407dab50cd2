using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Stretches of stack handed to calls, or read at a variable offset: every byte in reach must be fit for it.</summary>
internal static class StackRange
{
    /// <summary>Bounds, growth, then each byte; what a call writes becomes unknown.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">A stack pointer (a copy: the stack it points into changes).</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="offset">Added to the variable part of the pointer's offset.</param>
    /// <param name="size">Bytes. Negative: a global function's argument, whose statically dead slots do not matter.</param>
    /// <param name="kind">Read or write.</param>
    /// <param name="zeroSizeAllowed">No bytes at all are fine.</param>
    /// <param name="raw">When this is the place that the call fills itself, its size is noted there and nothing need be initialised.</param>
    public static Check RequireInitialized(
        Session session, RegisterState pointer, ArgumentPlace place, int offset, int size, AccessKind kind, bool zeroSizeAllowed,
        ref RawMemory raw)
    {
        Stretch stretch = new(place, pointer, Math.Abs(size), kind == AccessKind.Write, AllowsPoison: size < 0 || kind == AccessKind.Write);
        if (stretch.Size == 0 && !zeroSizeAllowed)
        {
            return session.Reject(Rule.EmptyRead, place.Subject, Errno.AccessDenied, "invalid zero-sized read");
        }

        if (StackAccess.RequireWithin(session, pointer, place, offset, stretch.Size, kind).Failed(out Check why))
        {
            return why;
        }

        if (pointer.HasKnownOffset)
        {
            int start = unchecked((int)(pointer.VariableOffset + offset));
            if (raw.IsSet && raw.Place == place)
            {
                raw.Size = stretch.Size;
                return session.ObjectRules.BeforeFilling(session, session.Path.State.ReadFrame(pointer.FrameNumber), start, stretch.Size);
            }

            return RequireBytes(session, stretch, start, start);
        }

        if (!session.Permissions.BypassesSpectreV1)
        {
            return session.Reject(
                Rule.PrivilegedStack, place.Subject, Errno.AccessDenied,
                $"{place} variable offset stack access prohibited for !root, var_off={session.Offsets.Text(pointer.VariableBits)}");
        }

        return RequireBytes(
            session, stretch, unchecked((int)(pointer.VariableMin + offset)), unchecked((int)(pointer.VariableMax + offset)));
    }

    private static Check RequireBytes(Session session, in Stretch stretch, int lowest, int highest)
    {
        VerifierState state = session.Path.State;
        int number = stretch.Pointer.FrameNumber;
        FrameState frame = stretch.IsWritten ? state.WriteFrame(number) : state.ReadFrame(number);
        for (int offset = lowest; offset < highest + stretch.Size; offset++)
        {
            int index = StackBytes.SlotOf(offset);
            if (frame.AllocatedStack <= -offset - 1)
            {
                return session.Reject(Rule.KernelBug, Errno.Fault, "allocated_stack too small");
            }

            if (!TryAccess(session, stretch, frame.Stack[index], StackBytes.IndexOf(offset)))
            {
                return RejectByte(session, stretch, lowest, offset);
            }

            session.ObservedStack?.Read(state, number, index);
        }

        return Check.Ok;
    }

    private static bool TryAccess(Session session, in Stretch stretch, StackSlot slot, int index)
    {
        SlotType type = slot.Types[index];
        if (type == SlotType.Misc)
        {
            return true;
        }

        if (type == SlotType.Zero || (type == SlotType.Invalid && session.Permissions.AllowsUninitializedStack))
        {
            if (stretch.IsWritten)
            {
                slot.Types[index] = SlotType.Misc;
            }

            return true;
        }

        if (slot.IsSpill && (slot.Spilled.Type.IsScalar || session.Permissions.AllowsPointerLeaks))
        {
            if (stretch.IsWritten)
            {
                slot.Spilled.MarkUnknown(session.Permissions.IsBpfCapable);
                StackBytes.ScrubAll(slot);
            }

            return true;
        }

        return type == SlotType.Poison && stretch.AllowsPoison;
    }

    private static Check RejectByte(Session session, in Stretch stretch, int lowest, int offset)
    {
        FrameState frame = session.Path.State.ReadFrame(stretch.Pointer.FrameNumber);
        int at = offset - lowest;
        if (StackBytes.TypeAt(frame, offset) == SlotType.Poison)
        {
            return session.Reject(
                Rule.DeadStackRead, Subject.StackSlot(lowest + at), Errno.AccessDenied,
                $"reading from stack {stretch.Place} off {lowest}+{at} size {stretch.Size}, slot poisoned by dead code elimination");
        }

        return stretch.Pointer.HasKnownOffset
            ? session.Reject(
                Rule.UninitializedStack, Subject.StackSlot(lowest + at), Errno.AccessDenied,
                $"invalid read from stack {stretch.Place} off {lowest}+{at} size {stretch.Size}")
            : session.Reject(
                Rule.UninitializedStack, stretch.Place.Subject, Errno.AccessDenied,
                $"invalid read from stack {stretch.Place} var_off {session.Offsets.Text(stretch.Pointer.VariableBits)}+{at} size {stretch.Size}");
    }

    private readonly record struct Stretch(ArgumentPlace Place, RegisterState Pointer, int Size, bool IsWritten, bool AllowsPoison);
}
