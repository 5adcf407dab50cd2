using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// Kernel objects and what is derived from them. The only code that hands out object ids, sets parents, acquires and releases
/// references and invalidates what was derived.
/// </summary>
internal static class ObjectGraph
{
    /// <summary>A new pointer reference acquired by the current instruction; its id.</summary>
    public static uint Acquire(Session session, int instruction, uint parent = 0)
    {
        uint id = session.NextId();
        session.State.AddReference(new Reference(ReferenceKind.Pointer, id, instruction, parent, LockOwner.None));
        return id;
    }

    /// <summary>The id names a live pointer reference.</summary>
    public static bool IsReferenced(VerifierState state, uint id)
    {
        foreach (ref readonly Reference reference in state.ActiveReferences)
        {
            if (reference.Kind == ReferenceKind.Pointer && reference.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets a pointer reference without ending what was derived from it: the pointer turned out to be null.</summary>
    public static void DropReference(VerifierState state, uint id)
    {
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            if (state.References[i].Kind == ReferenceKind.Pointer && state.References[i].Id == id)
            {
                state.RemoveReferenceAt(i);
                return;
            }
        }
    }

    /// <summary>R0 is a cast of an owned pointer: it lives and dies with it.</summary>
    public static Check ShareWithCast(Session session, uint id)
    {
        _ = id;
        return session.NotSupported("casts of referenced pointers");
    }

    /// <summary>Ends an object and everything derived from it, in all frames.</summary>
    public static Check Release(Session session, uint id) => session.NotSupported("releasing references");

    /// <summary>Nothing may be held where execution ends: locks, references, irq flags, RCU and preemption regions.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isExceptional">The program ends by an exception, so all frames end.</param>
    /// <param name="checkRegions">Locks and regions are looked at, besides references.</param>
    /// <param name="operation">The words the message begins with.</param>
    public static Check RequireNothingHeld(Session session, bool isExceptional, bool checkRegions, string operation) =>
        session.State.ReferenceCount == 0 && session.State.ActiveLocks == 0 && session.State.ActiveRcuLocks == 0
        && session.State.ActivePreemptionLocks == 0
            ? Check.Ok
            : session.NotSupported("leak check");

    /// <summary>A stack object (dynptr, iterator, irq flag) is about to be overwritten by a plain store to a slot.</summary>
    public static Check BeforeOverwrite(Session session, FrameState frame, int slot) =>
        frame.Stack[slot].Kind is SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag
            ? session.NotSupported("overwriting a stack object")
            : Check.Ok;
}
