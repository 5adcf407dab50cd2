using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// An object model: how registers, stack slots and references name each other, and what that makes of each event in which models differ.
/// A method is an event, and does what Linux 7.3 does. One class a model; a session has one from its start (<see cref="ChosenRules"/>).
/// </summary>
/// <remarks>
/// Linux 7.3: a register's own id names its reference, a derived object carries its parent's id, and there is no table of objects besides
/// the references: what is derived from an object is found in the registers and stack slots that hold it.
/// </remarks>
internal abstract class ObjectRules : IdentityReading
{
    /// <summary>What a release of the object in a register ends. Linux 7.3: the object that the register's id names.</summary>
    public virtual uint LifetimeOf(VerifierState state, in RegisterState register) => register.Id;

    /// <summary>What a release of a dynptr ends. Linux 7.3: the anchor of one that owns something, which is its parent.</summary>
    public virtual uint LifetimeOf(in DynptrIdentity dynptr) => dynptr.MustBeReleased ? dynptr.ParentId : dynptr.Id;

    /// <summary>The register's pointer is what a reference was acquired for. Linux 7.3: it takes over the reference's id.</summary>
    public virtual void Own(ref RegisterState register, uint reference) => register.Id = reference;

    /// <summary>The register holds the object that a reference was acquired for. Linux 7.3: it has the reference's id.</summary>
    public virtual bool Owns(in RegisterState register, uint reference) => register.Id == reference;

    /// <summary>The object belongs to someone else from now on. Linux 7.3: the register has no id any more.</summary>
    public virtual void Disown(ref RegisterState register) => register.Id = 0;

    /// <summary>A kernel function returned memory of an owned object. Linux 7.3: the object is its parent.</summary>
    public virtual void Derive(ref RegisterState derived, uint lifetime) => derived.ParentId = lifetime;

    /// <summary>
    /// R0, typed and maybe null, is a cast of an owned pointer: a release of either ends both, yet only the cast may be null. Linux 7.3:
    /// both have one id. It cannot tell that only the cast is null, so that path is queued, and on this one it is not.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="lifetime">What a release of the pointer ends.</param>
    public virtual Check Cast(Session session, uint lifetime)
    {
        VerifierState? whenNull = session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
        if (whenNull is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        whenNull.Registers[0].MarkKnown(0);
        whenNull.Registers[0].Type = RegisterType.Scalar;
        ref RegisterState result = ref session.Path.Registers[0];
        result.Type = result.Type.Without(TypeFlags.MaybeNull);
        result.Id = lifetime;
        return Check.Ok;
    }

    /// <summary>A pointer was tested and is not null. Linux 7.3: it keeps its id.</summary>
    public virtual void Tested(Session session, ref RegisterState pointer)
    {
    }

    /// <summary>A register took over a pointer as the second operand of an addition. Linux 7.3: with everything that it names.</summary>
    public virtual void Added(ref RegisterState sum)
    {
    }

    /// <summary>A callback is given a map value. Linux 7.3: it gets an id, by which its locks are told from those of other elements.</summary>
    public virtual void IdentifyElement(Session session, ref RegisterState value) => value.Id = session.Path.NextId();

    /// <summary>
    /// A call makes a dynptr; its numbers. Linux 7.3: what it was made from is its parent. If it owns something itself, an anchor comes
    /// between: a reference that no register names, and that all its clones share as their parent.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="isOwning">Something must be given back through it.</param>
    /// <param name="parent">What a release of the owned object ends that it is made from; 0 for none.</param>
    public virtual (uint Id, uint ParentId) MakeDynptr(Session session, bool isOwning, uint parent)
    {
        uint above = isOwning ? ObjectGraph.AcquireAnchor(session, parent) : parent;
        return (session.Path.NextId(), above);
    }

    /// <summary>A call makes another dynptr for what one stands for; its numbers. Linux 7.3: the two are siblings.</summary>
    public virtual (uint Id, uint ParentId) CloneDynptr(Session session, in DynptrIdentity source) =>
        (session.Path.NextId(), source.ParentId);

    /// <summary>A helper returned a slice of a dynptr. Linux 7.3: the dynptr is its parent.</summary>
    public virtual void SliceByHelper(ref RegisterState slice, in DynptrIdentity dynptr) => slice.ParentId = dynptr.Id;

    /// <summary>A kernel function returned a slice of a dynptr. Linux 7.3: the dynptr is its parent.</summary>
    public virtual void SliceByKfunc(ref RegisterState slice, in DynptrIdentity dynptr) => slice.ParentId = dynptr.Id;

    /// <summary>
    /// A slot of a dynptr is about to be written to. Linux 7.3: the dynptr ends with its slices, however little of it is hit; but not when
    /// it is the last one through which an anchor can be released.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The frame it lies in.</param>
    /// <param name="slot">Its slot at the lower address.</param>
    /// <param name="dynptr">The dynptr.</param>
    public virtual Check OverwriteDynptr(Session session, FrameState frame, int slot, in DynptrIdentity dynptr) =>
        dynptr.MustBeReleased && DynptrSlots.CountSharing(session.Path.State, dynptr.ParentId) <= 1
            ? DynptrSlots.RejectOverwrite(session, slot)
            : ObjectGraph.Release(session, dynptr.Id);

    /// <summary>A call fills stack itself. Linux 7.3: what it fills is written to, as by any store.</summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The frame filled.</param>
    /// <param name="start">Offset of the first byte from the frame pointer, negative.</param>
    /// <param name="size">Bytes.</param>
    public virtual Check BeforeFilling(Session session, FrameState frame, int start, int size) => Check.Ok;

    /// <summary>A dynptr is given back. Linux 7.3: its anchor ends, and with it all siblings and their slices, in all frames.</summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The frame it lies in.</param>
    /// <param name="dynptr">The dynptr.</param>
    public virtual Check EndDynptr(Session session, FrameState frame, in DynptrIdentity dynptr) =>
        ObjectGraph.Release(session, LifetimeOf(dynptr));

    /// <summary>
    /// An object ended, and its reference is off the list. Linux 7.3: everything derived from it ends too, depth first, in all frames.
    /// Something derived that must be released itself could never be released any more, so that is refused.
    /// </summary>
    public virtual Check End(Session session, uint id) => ObjectGraph.EndWithDerived(session, id);

    /// <summary>
    /// A frame was left. Linux 7.3: its dynptrs are forgotten, and with them what their slices were derived from, so that such a slice
    /// outlives what it is a view of.
    /// </summary>
    public virtual Check LeaveFrame(Session session, FrameState left) => Check.Ok;

    /// <summary>A stack pointer to an object at this offset points into the frame. Linux 7.3: the address just above it does not.</summary>
    public virtual bool IsWithinFrame(int offset) => offset < 0;

    /// <summary>A helper will end a dynptr. Linux 7.3: it is enough that the dynptr is live and of the right kind.</summary>
    public virtual Check RequireOwnedDynptr(Session session, ArgumentPlace place) => Check.Ok;

    /// <summary>An argument of a helper owns something. Linux 7.3: any number of them may.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">The argument at hand.</param>
    /// <param name="lifetime">What a release of it ends.</param>
    /// <param name="earlier">The same of an argument before it; 0 for none.</param>
    public virtual Check RequireFirstOwned(Session session, ArgumentPlace place, uint lifetime, uint earlier) => Check.Ok;

    /// <summary>A kernel function that takes an object away was given what owns nothing. Linux 7.3: refused before its type is looked at.</summary>
    public virtual Check RequireOwned(Session session, string kfunc, ArgumentPlace place) =>
        session.Reject(
            Rule.NotOwned, place.Subject, Errno.Invalid, $"release kfunc {kfunc} expects referenced PTR_TO_BTF_ID passed to {place}");

    /// <summary>None of such a function's arguments owns anything, and their types are in order. Linux 7.3: it takes none away, then.</summary>
    public virtual Check RequireAnyOwned(Session session, string kfunc) => Check.Ok;

    /// <summary>The number by which dynptrs of two states are told apart, besides the second. Linux 7.3: the id, up to renaming.</summary>
    public virtual uint ComparedId(in RegisterState dynptr) => dynptr.Id;

    /// <summary>The first thing wrong with what registers and dynptrs name, in words; null for nothing. Asked by debug builds and tests.</summary>
    public virtual string? FindViolation(Session session) => ParentInvariants.FindViolation(session);
}
