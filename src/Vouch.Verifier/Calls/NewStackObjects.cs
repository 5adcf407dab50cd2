using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>
/// Objects that a call makes on the stack. There must be room; then the slots are written as any store would, which also ends what
/// was there; then they become the object.
/// </summary>
internal static class NewStackObjects
{
    /// <summary>A dynptr of a kind, made from an owned object or from nothing.</summary>
    public static Check ConstructDynptr(Session session, ArgumentPlace argument, DynptrKind kind, uint parent)
    {
        Check outcome = MakeRoomForDynptr(session, argument, out StackObjectPlace place);
        if (outcome.IsOk)
        {
            DynptrSlots.Construct(session, place, kind, parent);
        }

        return outcome;
    }

    /// <summary>A sibling of a dynptr.</summary>
    public static Check CloneDynptr(Session session, ArgumentPlace argument, in DynptrIdentity source)
    {
        Check outcome = MakeRoomForDynptr(session, argument, out StackObjectPlace place);
        if (outcome.IsOk)
        {
            DynptrSlots.Clone(session, place, source);
        }

        return outcome;
    }

    /// <summary>An iterator, whose elements may be protected by RCU.</summary>
    public static Check CreateIterator(Session session, ArgumentPlace argument, in IteratorType type, bool needsRcu)
    {
        if (IteratorSlots.RequireRoom(session, argument, type, out StackObjectPlace place).Failed(out Check why)
            || Write(session, argument, type.Slots).Failed(out why))
        {
            return why;
        }

        IteratorSlots.Create(session, place, type, needsRcu);
        return Check.Ok;
    }

    /// <summary>Saved irq flags.</summary>
    public static Check SaveIrqFlags(Session session, ArgumentPlace argument, IrqFlagClass family)
    {
        if (IrqFlagSlots.RequireRoom(session, argument, out StackObjectPlace place).Failed(out Check why)
            || Write(session, argument, 1).Failed(out why))
        {
            return why;
        }

        IrqFlagSlots.Save(session, place, family);
        return Check.Ok;
    }

    private static Check MakeRoomForDynptr(Session session, ArgumentPlace argument, out StackObjectPlace place) =>
        DynptrSlots.RequireRoom(session, argument, out place).Failed(out Check why) ? why : Write(session, argument, DynptrSlots.Count);

    private static Check Write(Session session, ArgumentPlace argument, int slots)
    {
        for (int i = 0; i < slots; i++)
        {
            if (MemoryAccess.Perform(session, new MemoryOperation(argument, i * 8, 8, AccessKind.Write, -1)).Failed(out Check why))
            {
                return why;
            }
        }

        return Check.Ok;
    }
}
