using Vouch.Bytecode.Isa;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Stores to the stack. Bounds and alignment are checked already.</summary>
internal static class StackStore
{
    /// <summary>A store to one known offset: a spill when a whole register or constant is stored from the slot's start.</summary>
    public static Check AtFixedOffset(in Access access, FrameState frame, int offset)
    {
        Session session = access.Session;
        int index = StackBytes.SlotOf(offset);
        Check why;
        if (!session.Permissions.AllowsPointerLeaks && RequireNoPartialPointer(access, frame.Stack[index], offset).Failed(out why))
        {
            return why;
        }

        if (!session.Permissions.BypassesSpectreV4)
        {
            NoteSpeculativeStore(access, frame, offset);
        }

        if (ObjectGraph.BeforeOverwrite(session, frame, index).Failed(out why))
        {
            return why;
        }

        FastcallContract.NoteAccess(session, frame, offset);
        session.Path.MarkSlotScratched(index);
        StackSlot slot = frame.Stack[index];
        bool isAtSlotStart = offset % 8 == 0;
        if (isAtSlotStart && access.Size == 8)
        {
            session.ObservedStack?.Write(frame.FrameNumber, index);
        }

        if (access.HasValue && isAtSlotStart && access.Value.Type.IsScalar && session.Permissions.IsBpfCapable)
        {
            SpillScalar(session, slot, ref access.Value, access.Size);
        }
        else if (!access.HasValue && isAtSlotStart && session.Permissions.IsBpfCapable && StoresImmediate(session, out int immediate))
        {
            RegisterState constant = default;
            constant.MarkKnownScalar(unchecked((ulong)immediate), isBpfCapable: true);
            Spill(slot, constant, access.Size);
        }
        else if (access.HasValue && Pointers.IsPointer(access.Value) && IsSpilled(session, access.Value.Type))
        {
            if (RequireWholePointer(access, frame).Failed(out why))
            {
                return why;
            }

            Spill(slot, access.Value, access.Size);
        }
        else
        {
            return StoreBytes(access, slot, offset);
        }

        return session.History.Record(HistoryFlags.StackAccess, frame.FrameNumber, index);
    }

    /// <summary>A store that may hit any of several offsets: whatever lies there may or may not be overwritten.</summary>
    public static Check AtVariableOffset(in Access access, FrameState frame)
    {
        Session session = access.Session;
        int start = unchecked((int)(access.Pointer.VariableMin + access.Offset));
        int end = unchecked((int)(access.Pointer.VariableMax + access.Offset + access.Size));
        for (int offset = start; offset < end; offset++)
        {
            if (ObjectGraph.BeforeOverwrite(session, frame, StackBytes.SlotOf(offset)).Failed(out Check why))
            {
                return why;
            }
        }

        FastcallContract.NoteAccess(session, frame, start);
        bool storesZero = StoresZero(access);
        bool zeroMatters = false;
        for (int offset = start; offset < end; offset++)
        {
            if (BlurByte(session, frame, offset, storesZero, ref zeroMatters).Failed(out Check why))
            {
                return why;
            }
        }

        // A zero byte survives the store only because what is stored is zero too.
        return zeroMatters && access.HasValue ? session.Precision.MarkChain(access.Operation.ValueRegister) : Check.Ok;
    }

    private static Check RequireNoPartialPointer(in Access access, StackSlot slot, int offset)
    {
        if (!slot.IsSpill || slot.Spilled.Type.IsScalar || access.Size == 8)
        {
            return Check.Ok;
        }

        Check rejected = access.Session.Reject(
            Rule.SpillCorruption, Subject.StackSlot(offset), Errno.AccessDenied, "attempt to corrupt spilled pointer on stack");
        MemoryReports.SpillCorruption(access.Session, offset, access.Size);
        return rejected;
    }

    /// <summary>Until a store is done, a speculative load may still see what was there before: an address, or a stale value.</summary>
    private static void NoteSpeculativeStore(in Access access, FrameState frame, int offset)
    {
        bool isRisky = access.HasValue && Pointers.IsPointer(access.Value);
        for (int i = 0; i < access.Size && !isRisky; i++)
        {
            isRisky = StackBytes.TypeAt(frame, offset + i) is not (SlotType.Misc or SlotType.Zero);
        }

        if (isRisky)
        {
            access.Session.CurrentFindings.ResultStopsSpeculation = true;
        }
    }

    private static void SpillScalar(Session session, StackSlot slot, ref RegisterState value, int size)
    {
        // Only a value that survives the spill whole stays linked with its register.
        bool fits = value.Bounds.Width <= size * 8;
        if (fits)
        {
            session.Links.AssignIdBeforeMove(ref value);
        }

        Spill(slot, value, size);
        if (!fits)
        {
            session.Links.End(ref slot.Spilled);
        }
    }

    /// <summary>The bytes from the lowest address on belong to the register; what is left of an older spill is unknown.</summary>
    private static void Spill(StackSlot slot, in RegisterState value, int size)
    {
        slot.Spilled.Assign(value);
        if (size == 8)
        {
            slot.SetAll(SlotType.Spill);
            return;
        }

        for (int i = 0; i < 8; i++)
        {
            if (i >= 8 - size)
            {
                slot.Types[i] = SlotType.Spill;
            }
            else if (slot.Types[i] != SlotType.Zero)
            {
                StackBytes.Scrub(slot, i);
            }
        }
    }

    private static Check RequireWholePointer(in Access access, FrameState frame)
    {
        if (access.Size != 8)
        {
            access.Session.SourceLines.Write(access.Session.Path.InstructionIndex, "; ");
            return access.Session.Reject(Rule.PartialSpill, Errno.AccessDenied, "invalid size of register spill");
        }

        return frame != access.Session.Path.Frame && access.Value.Type == RegisterKind.Stack
            ? access.Session.Reject(
                Rule.StackPointerEscapes, Errno.Invalid, "cannot spill pointers to stack into stack frame of the caller")
            : Check.Ok;
    }

    private static Check StoreBytes(in Access access, StackSlot slot, int offset)
    {
        ForgetObject(slot);
        SlotType type = SlotType.Misc;
        if (StoresZero(access))
        {
            // Zero bytes carry no link to the register that they came from, so its value has to be remembered here and now.
            if (access.HasValue && access.Session.Precision.MarkChain(access.Operation.ValueRegister).Failed(out Check why))
            {
                return why;
            }

            type = SlotType.Zero;
        }

        for (int i = 0; i < access.Size; i++)
        {
            slot.Types[StackBytes.IndexOf(offset + i)] = type;
        }

        return Check.Ok;
    }

    private static Check BlurByte(Session session, FrameState frame, int offset, bool storesZero, ref bool zeroMatters)
    {
        int index = StackBytes.SlotOf(offset);
        StackSlot slot = frame.Stack[index];
        int place = StackBytes.IndexOf(offset);
        SlotType type = slot.Types[place];
        session.Path.MarkSlotScratched(index);
        if (!session.Permissions.AllowsPointerLeaks && type is not (SlotType.Misc or SlotType.Zero))
        {
            return session.RejectUnended(
                Rule.SpillUnderVariableWrite, Subject.StackSlot(offset), Errno.Invalid,
                $"spilled ptr in range of var-offset stack write; insn {session.Path.InstructionIndex}, ptr off: {offset}");
        }

        if (storesZero && type == SlotType.Spill && slot.IsScalarSpill && slot.Spilled.Bounds.IsConstOf(0))
        {
            zeroMatters = true;
            return Check.Ok;
        }

        if (session.MemoryRules.BlursWholeSlots)
        {
            ForgetObject(slot);
        }
        else
        {
            slot.Spilled.Type = default;
        }

        type = slot.Types[place];
        if (type is SlotType.Invalid or SlotType.Poison && !session.Permissions.AllowsUninitializedStack)
        {
            return session.Reject(
                Rule.PrivilegedStack, Subject.StackSlot(offset), Errno.Invalid,
                $"uninit stack in range of var-offset write prohibited for !root; insn {session.Path.InstructionIndex}, off: {offset}");
        }

        if (storesZero && type == SlotType.Zero)
        {
            zeroMatters = true;
            return Check.Ok;
        }

        slot.Types[place] = SlotType.Misc;
        return Check.Ok;
    }

    /// <summary>Ends the spill or stack object in a slot; the bytes that belonged to it become unknown.</summary>
    private static void ForgetObject(StackSlot slot)
    {
        slot.DropSpilled();
        if (slot.Kind is SlotType.Spill or SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag)
        {
            StackBytes.ScrubAll(slot);
        }
    }

    private static bool IsSpilled(Session session, RegisterType type) =>
        type.Kind is not (RegisterKind.TracepointBuffer or RegisterKind.Dynptr) || session.MemoryRules.SpillsAllPointers;

    private static bool StoresZero(in Access access) => access.HasValue
        ? access.Value.IsNullConstant
        : StoresImmediate(access.Session, out int immediate) && immediate == 0;

    /// <summary>The current instruction is a plain store of its immediate (and not a call or atomic that writes something unknown).</summary>
    private static bool StoresImmediate(Session session, out int immediate)
    {
        Instruction insn = session.Program.Instructions[session.Path.InstructionIndex];
        immediate = insn.Immediate;
        return insn.Class == InstructionClass.StoreImmediate && insn.Mode == MemoryMode.Memory;
    }
}
