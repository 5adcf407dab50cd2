using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// The fifth version of the series that became Linux 7.3: casts of one pointer have their own ids under a common anchor, which is what must
/// be released. A reference says whether it is an anchor.
/// </summary>
internal sealed class SharedAnchors : ObjectRules
{
    /// <summary>The anchor, where the parent is one.</summary>
    public override uint LifetimeOf(VerifierState state, in RegisterState register) =>
        IsAnchor(state, register.ParentId) ? register.ParentId : register.Id;

    public override (uint Id, uint ParentId) MakeDynptr(Session session, bool isOwning, uint parent)
    {
        (uint Id, uint ParentId) made = base.MakeDynptr(session, isOwning, parent);
        if (isOwning)
        {
            VerifierState state = session.Path.State;
            ref Reference entry = ref state.References[ObjectGraph.IndexOf(state, made.ParentId)];
            entry = entry with { IsAnchor = true };
        }

        return made;
    }

    /// <summary>The first cast makes the anchor: the pointer's reference becomes it, and all copies of the pointer hang on it.</summary>
    public override Check Cast(Session session, uint lifetime)
    {
        VerifierState state = session.Path.State;
        ref RegisterState result = ref session.Path.Registers[0];
        if (IsAnchor(state, lifetime))
        {
            result.ParentId = lifetime;
            return Check.Ok;
        }

        uint anchor = result.Id;
        ref Reference entry = ref state.References[ObjectGraph.IndexOf(state, lifetime)];
        entry = entry with { Id = anchor, IsAnchor = true };
        AllRegisters all = new(state, withDynptrs: true);
        while (all.MoveNext())
        {
            if (all.Current.Id == lifetime || all.Current.ParentId == lifetime)
            {
                all.Written().ParentId = anchor;
            }
        }

        for (int i = 0; i < state.ReferenceCount; i++)
        {
            ref Reference child = ref state.References[i];
            child = child.ParentId == lifetime ? child with { ParentId = anchor } : child;
        }

        result.Id = session.Path.NextId();
        result.ParentId = anchor;
        return Check.Ok;
    }

    private static bool IsAnchor(VerifierState state, uint id)
    {
        int index = ObjectGraph.IndexOf(state, id);
        return index >= 0 && state.References[index].IsAnchor;
    }
}
