using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>An iterator type: a struct of some BTF.</summary>
/// <param name="Btf">The BTF.</param>
/// <param name="Type">The struct.</param>
/// <param name="Slots">How many stack slots it takes.</param>
/// <param name="Name">As messages write it: <c>num</c> for <c>struct bpf_iter_num</c>.</param>
internal readonly record struct IteratorType(BtfHandle Btf, BtfTypeId Type, int Slots, string Name);

/// <summary>Iterators on the stack: made by new, used by next and others, ended by destroy. Only the slot at the lowest address has an identity.</summary>
internal static class IteratorSlots
{
    private const string Word = "iter";

    /// <summary>There is room for an iterator where the argument points to, and none is there.</summary>
    /// <param name="session">The session.</param>
    /// <param name="argument">A stack pointer.</param>
    /// <param name="type">The iterator.</param>
    /// <param name="place">Where it will lie.</param>
    public static Check RequireRoom(Session session, ArgumentPlace argument, in IteratorType type, out StackObjectPlace place)
    {
        place = default;
        if (RequireStackPointer(session, argument).Failed(out Check why))
        {
            return why;
        }

        return !StackObjectPlace.Find(session, argument.In(session.Path.Frame), Word, type.Slots, out place).IsOk
            || (!place.IsUntouched && HoldsIterator(place, type.Slots))
            ? session.Reject(
                Rule.MadeTwice, argument.Subject, Errno.Invalid,
                $"expected uninitialized iter_{type.Name} as {argument}")
            : Check.Ok;
    }

    /// <summary>The argument is a live iterator of the type.</summary>
    /// <param name="session">The session.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="type">The iterator wanted.</param>
    /// <param name="function">The kfunc called, for messages.</param>
    /// <param name="place">Where it lies; its identity is in slot 0.</param>
    public static Check RequireInitialized(
        Session session, ArgumentPlace argument, in IteratorType type, string function, out StackObjectPlace place)
    {
        place = default;
        if (RequireStackPointer(session, argument).Failed(out Check why))
        {
            return why;
        }

        Errno error = StackObjectPlace.Find(session, argument.In(session.Path.Frame), Word, type.Slots, out place).IsOk && !place.IsUntouched
            ? Judge(place, type)
            : Errno.Invalid;
        if (error == Errno.Protocol)
        {
            return session.Reject(Rule.RcuRequired, Subject.Function(function), error, $"expected an RCU CS when using {function}");
        }

        if (error != Errno.None)
        {
            return session.Reject(
                Rule.NeverMade, argument.Subject, error,
                $"expected an initialized iter_{type.Name} as {argument}");
        }

        for (int i = 0; i < type.Slots; i++)
        {
            session.Path.MarkSlotScratched(place.Slot - i);
            session.ObservedStack?.Read(session.Path.State, place.Frame.FrameNumber, place.Slot - i);
        }

        return Check.Ok;
    }

    /// <summary>Ends a live iterator and what it gave out.</summary>
    public static Check Destroy(Session session, StackObjectPlace place, int slots)
    {
        if (ObjectGraph.Release(session, place[0].Spilled.Id).Failed(out Check why))
        {
            return why;
        }

        for (int i = 0; i < slots; i++)
        {
            StackSlot slot = place[i];
            slot.SetAll(SlotType.Invalid);
            slot.Spilled.MarkNotInitialized(session.Permissions.IsBpfCapable);
            session.Path.MarkSlotScratched(place.Slot - i);
            session.ObservedStack?.Write(place.Frame.FrameNumber, place.Slot - i);
        }

        return Check.Ok;
    }

    private static Check RequireStackPointer(Session session, ArgumentPlace argument) =>
        argument.In(session.Path.Frame).Type == RegisterKind.Stack
            ? Check.Ok
            : session.Reject(
                Rule.StackObjectPointer, argument.Subject, Errno.Invalid,
                $"{argument} expected pointer to an iterator on stack");

    private static bool HoldsIterator(StackObjectPlace place, int slots)
    {
        for (int i = 0; i < slots; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                if (place[i].Types[j] == SlotType.Iterator)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A call makes an iterator at a place with room for it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where, by <see cref="RequireRoom"/>.</param>
    /// <param name="type">The iterator.</param>
    /// <param name="needsRcu">Its elements are protected by RCU: outside of a section the iterator cannot be used.</param>
    public static void Create(Session session, StackObjectPlace place, in IteratorType type, bool needsRcu)
    {
        uint id = ObjectGraph.Acquire(session, session.Path.InstructionIndex);
        TypeFlags protection = !needsRcu ? TypeFlags.None
            : ExecutionContext.IsRcuProtected(session) ? TypeFlags.Rcu
            : TypeFlags.Untrusted;
        for (int i = 0; i < type.Slots; i++)
        {
            StackSlot slot = place[i];
            slot.SetAll(SlotType.Iterator);
            slot.Spilled.MarkPointer(new RegisterType(RegisterKind.Stack, protection));
            slot.Spilled.Id = i == 0 ? id : 0;
            slot.Spilled.Btf = type.Btf;
            slot.Spilled.BtfType = type.Type;
            slot.Spilled.IteratorState = IteratorState.Active;
            session.Path.MarkSlotScratched(place.Slot - i);
            session.ObservedStack?.Write(place.Frame.FrameNumber, place.Slot - i);
        }
    }

    /// <summary>What is wrong with the slots: a protection that was lost comes before anything else of its slot.</summary>
    private static Errno Judge(StackObjectPlace place, in IteratorType type)
    {
        for (int i = 0; i < type.Slots; i++)
        {
            StackSlot slot = place[i];
            ref RegisterState part = ref slot.Spilled;
            if (part.Type.Has(TypeFlags.Untrusted))
            {
                return Errno.Protocol;
            }

            bool isPart = slot.Kind == SlotType.Iterator && (i == 0) == (part.Id != 0) && part.Btf == type.Btf && part.BtfType == type.Type;
            if (!isPart)
            {
                return Errno.Invalid;
            }
        }

        return Errno.None;
    }
}
