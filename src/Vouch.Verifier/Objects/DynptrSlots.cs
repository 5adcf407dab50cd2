using Vouch.Verifier.State;
using Vouch.Verifier.Trace;

namespace Vouch.Verifier.Objects;

/// <summary>
/// Dynptrs: two stack slots, or the register of a constant one that a callback or global function was given. Constructed, used,
/// cloned, released, and destroyed by overwriting.
/// </summary>
internal static class DynptrSlots
{
    /// <summary>What messages call it.</summary>
    public const string Word = "dynptr";

    /// <summary>How many slots a dynptr takes.</summary>
    public const int Count = 2;

    /// <summary>A call makes a dynptr at a place with room for it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where, by <see cref="RequireRoom"/>.</param>
    /// <param name="kind">What will back it.</param>
    /// <param name="parent">The owned object passed in the same call, which the dynptr is made from; 0 for none.</param>
    public static void Construct(Session session, StackObjectPlace place, DynptrKind kind, uint parent)
    {
        (uint id, uint above) = session.ObjectRules.MakeDynptr(session, DynptrIdentity.IsOwning(kind), parent);
        Mark(place, kind, id, above);
        NoteWrite(session, place.Frame, place.Slot);
    }

    /// <summary>A call makes another dynptr for what one already stands for: a sibling, which lives as long as what it was made from.</summary>
    public static void Clone(Session session, StackObjectPlace place, in DynptrIdentity source)
    {
        (uint id, uint above) = session.ObjectRules.CloneDynptr(session, source);
        Mark(place, source.Kind, id, above);
        NoteWrite(session, place.Frame, place.Slot);
    }

    /// <summary>The register of a dynptr that a callback or global function is given: it can be used, and cloned, but not ended.</summary>
    public static void MarkConstant(Session session, ref RegisterState register)
    {
        register.MarkPointer(RegisterKind.Dynptr);
        register.DynptrKind = DynptrKind.Local;
        register.IsFirstDynptrSlot = true;
        register.Id = session.Path.NextId();
    }

    /// <summary>There is room for a dynptr, and what was there may go.</summary>
    public static Check RequireRoom(Session session, ArgumentPlace argument, out StackObjectPlace place)
    {
        place = default;
        RegisterState pointer = argument.In(session.Path.Frame);
        if (RequireKindOfPointer(session, pointer, argument).Failed(out Check why))
        {
            return why;
        }

        bool isConstant = pointer.Type == RegisterKind.Dynptr;
        return isConstant || !StackObjectPlace.Find(session, pointer, Word, Count, out place).IsOk
            ? session.Reject(Rule.MadeTwice, argument.Subject, Errno.Invalid, "Dynptr has to be an uninitialized dynptr")
            : Check.Ok;
    }

    /// <summary>The argument is a live dynptr.</summary>
    /// <param name="session">The session.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="expected">The kind it must have; <see cref="DynptrKind.Invalid"/> for any.</param>
    /// <param name="isReleased">The call will release it.</param>
    /// <param name="identity">The dynptr.</param>
    public static Check RequireInitialized(
        Session session, ArgumentPlace argument, DynptrKind expected, bool isReleased, out DynptrIdentity identity)
    {
        identity = default;
        RegisterState register = argument.In(session.Path.Frame);
        bool isConstant = register.Type == RegisterKind.Dynptr;
        if (RequireKindOfPointer(session, register, argument).Failed(out Check why))
        {
            return why;
        }

        if (isConstant && isReleased)
        {
            return session.Reject(Rule.NotOwned, argument.Subject, Errno.Invalid, "CONST_PTR_TO_DYNPTR cannot be released");
        }

        StackObjectPlace place = default;
        if (!isConstant && !IsLive(session, register, out place))
        {
            Check rejected = session.Reject(
                Rule.NeverMade, argument.Subject, Errno.Invalid,
                $"Expected an initialized dynptr as {argument}");
            session.Report(
                "Resource Lifetime Safety", "Uninitialized dynptr use",
                $"{argument} points to stack slots that hold no dynptr on this path.");
            return rejected;
        }

        RegisterState dynptr = isConstant ? register : place[0].Spilled;
        if (expected != DynptrKind.Invalid && dynptr.DynptrKind != expected)
        {
            return session.Reject(
                Rule.DynptrKind, argument.Subject,
                Errno.Invalid, $"Expected a dynptr of type {RegisterTypeText.Name(expected)} as {argument}");
        }

        if (!isConstant)
        {
            for (int i = 0; i < Count; i++)
            {
                session.Path.MarkSlotScratched(place.Slot - i);
                session.ObservedStack?.Read(session.Path.State, place.Frame.FrameNumber, place.Slot - i);
            }
        }

        identity = DynptrIdentity.Of(dynptr, isConstant);
        return Check.Ok;
    }

    /// <summary>Releases the live dynptr that a stack pointer points to; its siblings and slices end with it.</summary>
    public static Check Release(Session session, in RegisterState pointer) =>
        StackObjectPlace.Find(session, pointer, Word, Count, out StackObjectPlace place).Failed(out Check why)
            ? why
            : session.ObjectRules.EndDynptr(session, place.Frame, DynptrIdentity.Of(place[0].Spilled, isConstant: false));

    /// <summary>A slot is about to be overwritten, and maybe a dynptr there.</summary>
    public static Check BeforeOverwrite(Session session, FrameState frame, int slot)
    {
        if (frame.Stack[slot].Kind != SlotType.Dynptr)
        {
            return Check.Ok;
        }

        int first = frame.Stack[slot].Spilled.IsFirstDynptrSlot ? slot : slot + 1;
        DynptrIdentity identity = DynptrIdentity.Of(frame.Stack[first].Spilled, isConstant: false);
        session.Recorder?.Mark(MarkKind.Overwrite, identity.Id);
        Check outcome = session.ObjectRules.OverwriteDynptr(session, frame, first, identity);
        if (outcome.IsOk)
        {
            session.Path.MarkSlotScratched(first);
            session.Path.MarkSlotScratched(first - 1);
            NoteWrite(session, frame, first);
        }

        return outcome;
    }

    /// <summary>What owns something would be lost with the dynptr.</summary>
    public static Check RejectOverwrite(Session session, int slot) => session.Reject(
        Rule.LastOwnerOverwritten, Subject.StackSlot(StackBytes.OffsetOf(slot)), Errno.Invalid, "cannot overwrite referenced dynptr");

    /// <summary>Empties both slots of a dynptr that ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The frame it lies in.</param>
    /// <param name="slot">Its slot at the lower address.</param>
    public static void Wipe(Session session, FrameState frame, int slot)
    {
        for (int i = 0; i < Count; i++)
        {
            StackSlot half = frame.Stack[slot - i];
            half.SetAll(SlotType.Invalid);
            half.Spilled.MarkNotInitialized(session.Permissions.IsBpfCapable);
        }

        NoteWrite(session, frame, slot);
    }

    private static void NoteWrite(Session session, FrameState frame, int slot)
    {
        session.ObservedStack?.Write(frame.FrameNumber, slot);
        session.ObservedStack?.Write(frame.FrameNumber, slot - 1);
    }

    private static Check RequireKindOfPointer(Session session, in RegisterState register, ArgumentPlace argument)
    {
        if (register.Type == RegisterKind.Stack || register.Type == RegisterKind.Dynptr)
        {
            return Check.Ok;
        }

        Check rejected = session.Reject(
            Rule.StackObjectPointer, argument.Subject,
            Errno.Invalid, $"{argument} expected pointer to stack or const struct bpf_dynptr");
        session.Report(
            "Call Type Safety", "Invalid call argument",
            $"{argument} holds {RegisterTypeText.Of(register.Type)}; a dynptr is passed by the address of its stack slots.");
        return rejected;
    }

    private static void Mark(StackObjectPlace place, DynptrKind kind, uint id, uint parent)
    {
        for (int i = 0; i < Count; i++)
        {
            StackSlot half = place[i];
            half.SetAll(SlotType.Dynptr);
            half.Spilled.MarkPointer(RegisterKind.Dynptr);
            half.Spilled.DynptrKind = kind;
            half.Spilled.IsFirstDynptrSlot = i == 0;
            half.Spilled.Id = id;
            half.Spilled.ParentId = parent;
        }
    }

    private static bool IsLive(Session session, in RegisterState pointer, out StackObjectPlace place) =>
        StackObjectPlace.Find(session, pointer, Word, Count, out place).IsOk && !place.IsUntouched
        && place[0].Kind == SlotType.Dynptr && place[0].Spilled.IsFirstDynptrSlot;

    /// <summary>How many dynptrs, in all frames, can release what an anchor stands for.</summary>
    public static int CountSharing(VerifierState state, uint anchor)
    {
        int count = 0;
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            FrameState frame = state.ReadFrame(i);
            for (int slot = 0; slot < frame.StackSlotCount; slot++)
            {
                StackSlot half = frame.Stack[slot];
                if (half.Kind == SlotType.Dynptr && half.Spilled.IsFirstDynptrSlot && half.Spilled.ParentId == anchor)
                {
                    count++;
                }
            }
        }

        return count;
    }
}
