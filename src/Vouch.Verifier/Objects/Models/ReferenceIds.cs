using Vouch.Verifier.Types;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// Linux 6.18: a register names its identity, the reference whose release ends it, and (a slice) its dynptr, which the log does not show.
/// Nothing names what an object was made from, and a release reaches what names the reference, once over: that is how what was derived
/// could outlive its object.
/// </summary>
internal class ReferenceIds : ObjectRules
{
    public sealed override string ParentWord => "ref_obj_id=";

    public sealed override string DynptrParentWord => "ref_id=";

    /// <summary>That kernel reads the mark of the first slot as an id: in its records the two lie in one place.</summary>
    public sealed override string DynptrEnd => ",dynptr_id=1";

    public sealed override string IteratorWord => "ref_id=";

    public sealed override uint LifetimeOf(VerifierState state, in RegisterState register) => register.ReferenceId;

    /// <summary>A null test knows the copies, and the reference there is none of, by the id alone.</summary>
    public sealed override void Own(ref RegisterState register, uint reference)
    {
        register.ReferenceId = reference;
        register.Id = register.Type.MayBeNull ? reference : register.Id;
    }

    public sealed override bool Owns(in RegisterState register, uint reference) => register.ReferenceId == reference;

    public sealed override void Disown(ref RegisterState register) => register.ReferenceId = 0;

    public sealed override void Derive(ref RegisterState derived, uint lifetime) => derived.ReferenceId = lifetime;

    /// <summary>Identity and lifetime are told apart anyway.</summary>
    public sealed override Check Cast(Session session, uint lifetime)
    {
        session.Path.Registers[0].ReferenceId = lifetime;
        return Check.Ok;
    }

    /// <summary>It needs an identity no more, unless locks are told apart by it.</summary>
    public sealed override void Tested(Session session, ref RegisterState pointer)
    {
        bool hasLock = RegisterFields.Of(session.Facts, session.StructFields, pointer) is { } fields && fields.Has(SpecialFieldKind.AnyLock);
        pointer.Id = hasLock ? pointer.Id : 0;
    }

    public sealed override void Added(ref RegisterState sum) => sum.ReferenceId = 0;

    /// <summary>It has none: its locks are taken for one.</summary>
    public sealed override void IdentifyElement(Session session, ref RegisterState value)
    {
    }

    /// <summary>It names what it owns itself, and not what it was made from.</summary>
    public override (uint Id, uint ParentId) MakeDynptr(Session session, bool isOwning, uint parent)
    {
        uint id = session.Path.NextId();
        return (id, isOwning ? ObjectGraph.Acquire(session, session.Path.InstructionIndex) : 0);
    }

    public sealed override void SliceByHelper(ref RegisterState slice, in DynptrIdentity dynptr)
    {
        slice.SlicedDynptr = dynptr.Id;
        slice.ReferenceId = dynptr.ParentId;
    }

    /// <summary>Not when what the dynptr owns is given back, only when the dynptr is overwritten is it gone.</summary>
    public override void SliceByKfunc(ref RegisterState slice, in DynptrIdentity dynptr) => slice.SlicedDynptr = dynptr.Id;

    /// <summary>Never one that owns something. Of others the slices of a type that helpers give are gone, not read-only and packet ones.</summary>
    public sealed override Check OverwriteDynptr(Session session, FrameState frame, int slot, in DynptrIdentity dynptr)
    {
        if (dynptr.MustBeReleased)
        {
            return DynptrSlots.RejectOverwrite(session, slot);
        }

        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (all.Current.Type.Without(TypeFlags.MaybeNull) == RegisterKind.Memory && all.Current.SlicedDynptr == dynptr.Id)
            {
                ObjectGraph.Invalidate(session, ref all.Written());
            }
        }

        DynptrSlots.Wipe(session, frame, slot);
        return Check.Ok;
    }

    /// <summary>It may not touch a dynptr, for the call might be using it.</summary>
    public sealed override Check BeforeFilling(Session session, FrameState frame, int start, int size)
    {
        for (int offset = start; offset < start + size; offset++)
        {
            if (frame.AllocatedStack > -offset - 1 && StackBytes.TypeAt(frame, offset) == SlotType.Dynptr)
            {
                return session.Reject(
                    Rule.StackObjectWrite, Subject.StackSlot(offset), Errno.AccessDenied,
                    $"potential write to dynptr at off={offset} disallowed");
            }
        }

        return Check.Ok;
    }

    /// <summary>Clones are looked for in the frame of the one that was released. Those in other frames stay usable.</summary>
    public sealed override Check EndDynptr(Session session, FrameState frame, in DynptrIdentity dynptr)
    {
        if (base.EndDynptr(session, frame, dynptr).Failed(out Check why))
        {
            return why;
        }

        for (int slot = 0; slot < frame.StackSlotCount; slot++)
        {
            StackSlot half = frame.Stack[slot];
            if (half.Kind == SlotType.Dynptr && half.Spilled.IsFirstDynptrSlot && half.Spilled.ReferenceId == dynptr.ParentId)
            {
                DynptrSlots.Wipe(session, frame, slot);
            }
        }

        return Check.Ok;
    }

    /// <summary>One look at everything but dynptrs: what names the reference is gone.</summary>
    public override Check End(Session session, uint id)
    {
        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (all.Current.ReferenceId == id)
            {
                ObjectGraph.Invalidate(session, ref all.Written());
            }
        }

        return Check.Ok;
    }

    /// <summary>The address above the stack is rounded down to the topmost slot, which is enough for objects of one slot.</summary>
    public sealed override bool IsWithinFrame(int offset) => offset <= 0;

    /// <summary>What the slot names is looked at before anything else.</summary>
    public sealed override Check RequireOwnedDynptr(Session session, ArgumentPlace place)
    {
        RegisterState pointer = place.In(session.Path.Frame);
        if (pointer.Type != RegisterKind.Stack)
        {
            return session.Reject(Rule.NotOwned, place.Subject, Errno.Invalid, "cannot release unowned const bpf_dynptr");
        }

        return StackObjectPlace.Find(session, pointer, DynptrSlots.Word, DynptrSlots.Count, out StackObjectPlace found).IsOk
            && !found.IsUntouched && found[0].Spilled.ReferenceId != 0
            ? Check.Ok
            : session.Reject(Rule.UnacquiredDynptr, place.Subject, Errno.Invalid, $"arg {place.Register} is an unacquired reference");
    }

    /// <summary>One is remembered, and a second one refused.</summary>
    public sealed override Check RequireFirstOwned(Session session, ArgumentPlace place, uint lifetime, uint earlier) => earlier == 0
        ? Check.Ok
        : session.RejectUnended(
            Rule.SecondReference, place.Subject, Errno.AccessDenied, $"more than one arg with ref_obj_id {place} {lifetime} {earlier}");

    /// <summary>Its type is looked at first.</summary>
    public sealed override Check RequireOwned(Session session, string kfunc, ArgumentPlace place) => Check.Ok;

    public sealed override Check RequireAnyOwned(Session session, string kfunc) =>
        session.Reject(
            Rule.NotOwned, Subject.Register(1), Errno.Invalid, $"release kernel function {kfunc} expects refcounted PTR_TO_BTF_ID");

    /// <summary>None: a dynptr is what it owns, whatever its number. Slices are told apart by that number.</summary>
    public sealed override uint ComparedId(in RegisterState dynptr) => 0;

    /// <summary>
    /// There is no tree, but names that make one: a slice hangs on its dynptr, an element on its iterator, a cast that may be null on the
    /// reference that it shares; and an owner is what its reference stands for, as is a cast once it is not null.
    /// </summary>
    public sealed override (uint Id, uint ParentId) NodeOf(in RegisterState register)
    {
        bool isMemory = register.Type.Kind == RegisterKind.Memory && !register.Type.Has(TypeFlags.RingbufMemory);
        return isMemory && register.SlicedDynptr != 0 ? (register.Id, register.SlicedDynptr)
            : isMemory || register.ReferenceId == 0 || (register.Type.MayBeNull && register.Id != register.ReferenceId)
                ? (register.Id, register.ReferenceId)
            : (register.ReferenceId, 0);
    }

    public sealed override string? FindViolation(Session session) => ReferenceInvariants.FindViolation(session);
}
