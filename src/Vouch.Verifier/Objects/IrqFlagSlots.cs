using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>Saved irq flags on the stack: saved and restored in pairs, the last one first, by functions of one family.</summary>
internal static class IrqFlagSlots
{
    private const string Word = "irq_flag";

    /// <summary>There is room for irq flags where the argument points to, and none are there.</summary>
    public static Check RequireRoom(Session session, ArgumentPlace argument, out StackObjectPlace place)
    {
        RegisterState pointer = argument.In(session.Path.Frame);
        return !StackObjectPlace.Find(session, pointer, Word, 1, out place).IsOk
            || (!place.IsUntouched && Holds(place, SlotType.IrqFlag, all: false))
            ? session.Reject(
                Rule.MadeTwice, argument.Subject, Errno.Invalid,
                $"expected uninitialized irq flag as {argument}")
            : Check.Ok;
    }

    /// <summary>A call saves the irq flags at a place with room for them.</summary>
    public static void Save(Session session, StackObjectPlace place, IrqFlagClass family)
    {
        StackSlot slot = place[0];
        slot.SetAll(SlotType.IrqFlag);
        slot.Spilled.MarkPointer(RegisterKind.Stack);
        slot.Spilled.IrqClass = family;
        slot.Spilled.Id = session.Path.NextId();
        session.Path.State.AddReference(
            new Reference(
            ReferenceKind.IrqFlag, slot.Spilled.Id, session.Path.InstructionIndex, 0, LockOwner.None,
            Callback: session.CallbackFrames.AcquiringIn(session.Path.State)));
        session.Path.State.ActiveIrqId = slot.Spilled.Id;
        session.Path.MarkSlotScratched(place.Slot);
        session.ObservedStack?.Write(place.Frame.FrameNumber, place.Slot);
    }

    /// <summary>A call restores the irq flags saved where the argument points to.</summary>
    public static Check Restore(Session session, ArgumentPlace argument, IrqFlagClass family)
    {
        RegisterState pointer = argument.In(session.Path.Frame);
        if (!StackObjectPlace.Find(session, pointer, Word, 1, out StackObjectPlace place).IsOk || place.IsUntouched
            || place[0].Spilled.Id == 0 || !Holds(place, SlotType.IrqFlag, all: true))
        {
            return session.Reject(
                Rule.NeverMade, argument.Subject, Errno.Invalid,
                $"expected an initialized irq flag as {argument}");
        }

        session.Path.MarkSlotScratched(place.Slot);
        session.ObservedStack?.Read(session.Path.State, place.Frame.FrameNumber, place.Slot);
        StackSlot slot = place[0];
        if (slot.Spilled.IrqClass != family)
        {
            return session.Reject(
                Rule.IrqFamily, argument.Subject, Errno.Invalid,
                $"irq flag acquired by {Name(slot.Spilled.IrqClass)} kfuncs cannot be restored with {Name(family)} kfuncs");
        }

        if (Forget(session, slot.Spilled.Id).Failed(out Check why))
        {
            return why;
        }

        slot.Spilled.MarkNotInitialized(session.Permissions.IsBpfCapable);
        slot.SetAll(SlotType.Invalid);
        session.ObservedStack?.Write(place.Frame.FrameNumber, place.Slot);
        ExecutionContext.LeftRegion(session);
        return Check.Ok;
    }

    /// <summary>Drops the entry of the flags saved last, which must be these; the ones saved before become active.</summary>
    private static Check Forget(Session session, uint id)
    {
        VerifierState state = session.Path.State;
        uint previous = 0;
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            Reference entry = state.References[i];
            if (entry.Kind != ReferenceKind.IrqFlag)
            {
                continue;
            }

            if (entry.Id != state.ActiveIrqId)
            {
                previous = entry.Id;
                continue;
            }

            if (entry.Id != id)
            {
                return session.Reject(
                    Rule.OutOfOrder, Subject.Object(entry.Id), Errno.AccessDenied,
                    $"cannot restore irq state out of order, expected id={entry.Id} acquired at insn_idx={entry.InstructionIndex}");
            }

            if (ObjectGraph.RequireAcquiredHere(session, entry).Failed(out Check why))
            {
                return why;
            }

            state.RemoveReferenceAt(i);
            state.ActiveIrqId = previous;
            return Check.Ok;
        }

        return session.Reject(
            Rule.OutOfOrder, Subject.Object(state.ActiveIrqId),
            Errno.AccessDenied, $"cannot restore irq state out of order, expected id={state.ActiveIrqId} acquired at insn_idx=0");
    }

    private static bool Holds(StackObjectPlace place, SlotType type, bool all)
    {
        for (int i = 0; i < 8; i++)
        {
            if (place[0].Types[i] == type != all)
            {
                return !all;
            }
        }

        return all;
    }

    private static string Name(IrqFlagClass family) => family == IrqFlagClass.Native ? "native" : "lock";
}
