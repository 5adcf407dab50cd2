using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// The second design that was tried before Linux 7.3 and given up: the id stands for nullness and lifetime both, and the number that named
/// the reference names the parent.
/// </summary>
/// <remarks>
/// It gets every tree right. But a cast of an owned pointer needs one lifetime with its source and a nullness of its own. It has the
/// source's id, so where it turns out null the source seems to be null, too: need not be released any more, and cannot be.
/// </remarks>
internal sealed class SingleId : ObjectRules
{
    public override string ParentWord => "ref_obj_id=";

    public override string DynptrParentWord => "ref_id=";

    /// <summary>One id for both. It may be null.</summary>
    public override Check Cast(Session session, uint lifetime)
    {
        session.Path.Registers[0].Id = lifetime;
        return Check.Ok;
    }

    /// <summary>What it owns is told by its own id, below what it was made from.</summary>
    public override (uint Id, uint ParentId) MakeDynptr(Session session, bool isOwning, uint parent) =>
        (isOwning ? ObjectGraph.Acquire(session, session.Path.InstructionIndex, parent) : session.Path.NextId(), parent);

    /// <summary>One that owns something is the same object in two places, for either may be given back.</summary>
    public override (uint Id, uint ParentId) CloneDynptr(Session session, in DynptrIdentity source) =>
        (source.MustBeReleased ? source.Id : session.Path.NextId(), source.ParentId);

    /// <summary>Never one that owns something: its clones and their slices cannot be told from it and its own.</summary>
    public override Check OverwriteDynptr(Session session, FrameState frame, int slot, in DynptrIdentity dynptr) =>
        dynptr.MustBeReleased ? DynptrSlots.RejectOverwrite(session, slot) : ObjectGraph.Release(session, dynptr.Id);

    public override uint LifetimeOf(in DynptrIdentity dynptr) => dynptr.Id;
}
