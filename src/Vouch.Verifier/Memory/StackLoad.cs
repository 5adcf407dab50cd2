using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads from the stack. Bounds and alignment are checked already.</summary>
internal static class StackLoad
{
    /// <summary>A load from one known offset: a fill when it takes a spilled register back.</summary>
    public static Check FromFixedOffset(in Access access, FrameState frame, int offset)
    {
        Session session = access.Session;
        int index = StackBytes.SlotOf(offset);
        session.Path.MarkSlotScratched(index);
        FastcallContract.NoteAccess(session, session.Path.Frame, offset);
        session.ObservedStack?.Read(session.Path.State, frame.FrameNumber, index);
        StackSlot slot = frame.Stack[index];
        bool isFill;
        Check outcome;
        if (!slot.IsSpill)
        {
            isFill = false;
            outcome = LoadBytes(access, frame, offset);
        }
        else if (access.Size == 8 && slot.IsFullSpill)
        {
            isFill = true;
            outcome = FillWhole(access, frame, offset);
        }
        else if (!access.HasValue && slot.Spilled.Type.IsScalar)
        {
            return Check.Ok;
        }
        else
        {
            outcome = FillPart(access, frame, offset, out isFill);
        }

        return outcome.IsOk && isFill
            ? session.History.Record(HistoryFlags.StackAccess, frame.FrameNumber, index)
            : outcome;
    }

    /// <summary>A load from any of several offsets: never a fill, so every byte in reach must be plain data.</summary>
    public static Check FromVariableOffset(in Access access, FrameState frame)
    {
        Session session = access.Session;
        RawMemory none = default;
        if (StackRange.RequireInitialized(
            session, access.Pointer, access.Place, access.Offset, access.Size, AccessKind.Read, zeroSizeAllowed: false, ref none).Failed(out Check why))
        {
            return why;
        }

        int start = unchecked((int)(access.Pointer.VariableMin + access.Offset));
        int end = unchecked((int)(access.Pointer.VariableMax + access.Offset)) + access.Size;
        Check outcome = AssignBytes(access, frame, start, end);
        if (outcome.IsOk)
        {
            FastcallContract.NoteAccess(session, frame, start);
        }

        return outcome;
    }

    private static Check FillWhole(in Access access, FrameState frame, int offset)
    {
        int index = StackBytes.SlotOf(offset);
        if (access.HasValue)
        {
            access.Value = access.Session.Permissions.IsBpfCapable ? Linked(access.Session, frame, index) : frame.Stack[index].Spilled;
            return Check.Ok;
        }

        // The value would be used as a number.
        return OperandRules.IsSecretPointer(access.Session.Permissions, frame.Stack[index].Spilled)
            ? access.Session.Reject(
                Rule.PointerLeak, Subject.StackSlot(offset), Errno.AccessDenied, $"leaking pointer from stack off {offset}")
            : Check.Ok;
    }

    /// <summary>A load that is narrower than the slot, or of a narrower spill: scalars only.</summary>
    private static Check FillPart(in Access access, FrameState frame, int offset, out bool isFill)
    {
        Session session = access.Session;
        int index = StackBytes.SlotOf(offset);
        StackSlot slot = frame.Stack[index];
        isFill = true;
        if (!slot.Spilled.Type.IsScalar)
        {
            session.SourceLines.Write(session.Path.InstructionIndex, "; ");
            return session.Reject(Rule.PartialSpill, Subject.StackSlot(offset), Errno.AccessDenied, "invalid size of register fill");
        }

        int spilledBytes = SpilledBytes(slot);
        if (access.Size <= spilledBytes && offset % 8 == 0)
        {
            bool isLinked = session.Permissions.IsBpfCapable && access.Size == 4 && spilledBytes == 4 && slot.Spilled.Bounds.Width <= 32;

            // The caller cuts the bounds to the size loaded.
            ref RegisterState value = ref access.Value;
            value = isLinked ? Linked(session, frame, index) : slot.Spilled;
            if (value.Bounds.Width > access.Size * 8)
            {
                session.Links.End(ref value);
            }

            return Check.Ok;
        }

        return LoadSpilledBytes(access, frame, slot, offset, out isFill);
    }

    /// <summary>What is spilled in a slot, with the id that it shares with the register it is loaded into.</summary>
    private static ref RegisterState Linked(Session session, FrameState frame, int index)
    {
        ref RegisterState spilled = ref frame.Stack[index].Spilled;
        if (session.Links.NeedsIdBeforeFill(in spilled))
        {
            spilled = ref session.Path.State.WriteFrame(frame.FrameNumber).Stack[index].Spilled;
            session.Links.AssignIdBeforeMove(ref spilled);
        }

        return ref spilled;
    }

    private static Check LoadSpilledBytes(in Access access, FrameState frame, StackSlot slot, int offset, out bool isFill)
    {
        isFill = false;
        int spilled = 0;
        int zeroes = 0;
        for (int i = 0; i < access.Size; i++)
        {
            SlotType type = slot.Types[StackBytes.IndexOf(offset + i)];
            spilled += type == SlotType.Spill ? 1 : 0;
            zeroes += type == SlotType.Zero ? 1 : 0;
            if (type != SlotType.Spill && RequireReadable(access, type, offset, i).Failed(out Check why))
            {
                return why;
            }
        }

        if (spilled == access.Size && slot.Spilled.Bounds.IsConstOf(0))
        {
            isFill = true;
            access.Value.MarkKnownScalar(0, access.Session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        if (zeroes == access.Size)
        {
            access.Value.MarkKnownScalar(0, access.Session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        return AssignBytes(access, frame, offset, offset + access.Size);
    }

    private static Check LoadBytes(in Access access, FrameState frame, int offset)
    {
        for (int i = 0; i < access.Size; i++)
        {
            if (RequireReadable(access, StackBytes.TypeAt(frame, offset + i), offset, i).Failed(out Check why))
            {
                return why;
            }
        }

        return access.HasValue ? AssignBytes(access, frame, offset, offset + access.Size) : Check.Ok;
    }

    private static Check RequireReadable(in Access access, SlotType type, int offset, int at)
    {
        if (type is SlotType.Misc or SlotType.Zero || (type == SlotType.Invalid && access.Session.Permissions.AllowsUninitializedStack))
        {
            return Check.Ok;
        }

        if (type == SlotType.Poison)
        {
            return access.Session.Reject(
                Rule.DeadStackRead, Subject.StackSlot(offset + at), Errno.AccessDenied,
                $"reading from stack off {offset}+{at} size {access.Size}, slot poisoned by dead code elimination");
        }

        Check rejected = access.Session.Reject(
            Rule.UninitializedStack, Subject.StackSlot(offset + at), Errno.AccessDenied,
            $"invalid read from stack off {offset}+{at} size {access.Size}");
        MemoryReports.UninitializedStack(access.Session, offset, access.Size, at);
        return rejected;
    }

    /// <summary>
    /// The loaded register is zero when every byte in reach is, else unknown. Zeroes that belong to spilled registers are relied
    /// upon, so those slots become precise.
    /// </summary>
    private static Check AssignBytes(in Access access, FrameState frame, int start, int end)
    {
        Session session = access.Session;
        ulong spilledZeroes = 0;
        for (int offset = start; offset < end; offset++)
        {
            int index = StackBytes.SlotOf(offset);
            session.Path.MarkSlotScratched(index);
            SlotType type = StackBytes.TypeAt(frame, offset);
            if (type == SlotType.Zero)
            {
                continue;
            }

            if (type != SlotType.Spill || !session.MemoryRules.JoinsZeroesOfSpills || !frame.Stack[index].Spilled.IsNullConstant)
            {
                access.Value.MarkUnknown(session.Permissions.IsBpfCapable);
                return Check.Ok;
            }

            spilledZeroes |= 1ul << index;
        }

        access.Value.MarkKnownScalar(0, session.Permissions.IsBpfCapable);
        return spilledZeroes != 0 ? session.Precision.MarkSlots(frame.FrameNumber, spilledZeroes) : Check.Ok;
    }

    /// <summary>How many bytes, from the lowest address on, belong to the spilled register.</summary>
    private static int SpilledBytes(StackSlot slot)
    {
        int bytes = 1;
        while (bytes < 8 && slot.Types[7 - bytes] == SlotType.Spill)
        {
            bytes++;
        }

        return bytes;
    }
}
