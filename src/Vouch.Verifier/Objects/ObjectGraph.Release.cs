using System;
using Vouch.Verifier.State;
using Vouch.Verifier.Trace;

namespace Vouch.Verifier.Objects;

/// <content>The end of objects.</content>
internal static partial class ObjectGraph
{
    /// <summary>Every register, slot and argument of all frames holds at most one object.</summary>
    private const int MaxObjects =
        VerifierState.MaxFrames * (FrameState.RegisterCount + FrameState.MaxStackSlots + FrameState.MaxStackArguments);

    /// <summary>Ends the object in a register, all that share its lifetime, and everything derived from them.</summary>
    public static Check ReleaseHeld(Session session, in RegisterState register) => Release(session, LifetimeOf(session, register));

    /// <summary>
    /// Ends an object and everything derived from it, in all frames. Something derived that must be released itself could never
    /// be released any more, so that is refused.
    /// </summary>
    public static Check Release(Session session, uint id)
    {
        session.Recorder?.Mark(MarkKind.Release, id);
        if (TakeReference(session, id).Failed(out Check why) || id == 0)
        {
            return why;
        }

        return session.ObjectRules.End(session, id);
    }

    /// <summary>Ends everything derived from an object that ended. It has no reference any more.</summary>
    public static Check EndWithDerived(Session session, uint id)
    {
        Span<uint> pending = stackalloc uint[MaxObjects];
        pending[0] = id;
        int count = 1;
        while (count > 0)
        {
            uint ended = pending[--count];
            if (RequireNoChildReference(session, ended).Failed(out Check why))
            {
                return why;
            }

            EndHolders(session, ended, pending, ref count);
        }

        return Check.Ok;
    }

    private static Check RequireNoChildReference(Session session, uint parent)
    {
        foreach (ref readonly Reference reference in session.Path.State.ActiveReferences)
        {
            if (reference.Kind == ReferenceKind.Pointer && reference.ParentId == parent)
            {
                return session.Reject(
                    Rule.ReleasedTooEarly, Subject.Object(reference.Id),
                    Errno.Invalid, $"Leaking reference id={reference.Id} alloc_insn={reference.InstructionIndex}. Release it first.");
            }
        }

        return Check.Ok;
    }

    /// <summary>Wipes whatever holds the object, and what is derived from it; the latter's own derivatives are to end next.</summary>
    private static void EndHolders(Session session, uint ended, Span<uint> pending, ref int count)
    {
        AllRegisters all = new(session.Path.State, withDynptrs: true);
        while (all.MoveNext())
        {
            if (all.Current.Id != ended && all.Current.ParentId != ended)
            {
                continue;
            }

            ref readonly RegisterState holder = ref all.Current;
            if (holder.ParentId == ended)
            {
                session.Recorder?.Mark(MarkKind.EndWithParent, holder.Id);
                AddPending(pending, ref count, holder.Id);
            }

            EndHolder(session, ref all);
        }
    }

    /// <summary>Wipes the place that an enumeration is at: a register, a spill, or both slots of a dynptr.</summary>
    public static void EndHolder(Session session, ref AllRegisters all)
    {
        ref RegisterState holder = ref all.Written();
        if (all.Slot >= 0 && all.Frame.Stack[all.Slot].Kind == SlotType.Dynptr)
        {
            DynptrSlots.Wipe(session, all.Frame, holder.IsFirstDynptrSlot ? all.Slot : all.Slot + 1);
        }
        else
        {
            Invalidate(session, ref holder);
        }
    }

    private static void AddPending(Span<uint> pending, ref int count, uint id)
    {
        if (id != 0 && !pending[..count].Contains(id))
        {
            pending[count++] = id;
        }
    }

    /// <summary>A frame was left, and its dynptrs with it.</summary>
    public static Check LeaveFrame(Session session, FrameState left)
    {
        for (int i = 0; i < left.StackSlotCount; i++)
        {
            session.Findings.LosesTrackOfObjects |= left.Stack[i].Kind == SlotType.Dynptr && left.Stack[i].Spilled.IsFirstDynptrSlot;
        }

        session.Findings.LosesTrackOfObjects |= left.ConstantDynptr != 0;
        return session.ObjectRules.LeaveFrame(session, left);
    }
}
