using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <content>
/// Casts of owned pointers: a release of either ends both, yet only the cast may be null. Each model has its own way to say so.
/// </content>
internal static partial class ObjectGraph
{
    /// <summary>R0, typed and maybe null, is a cast of an owned pointer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lifetime">What a release of the pointer ends, by <see cref="LifetimeOf"/>.</param>
    public static Check Cast(Session session, uint lifetime)
    {
        switch (session.Path.State.Objects)
        {
            case ObjectModel.V5:
                ShareAnchor(session, lifetime);
                return Check.Ok;
            case ObjectModel.Legacy:
                // Identity and lifetime are told apart anyway.
                session.Path.Registers[0].ReferenceId = lifetime;
                return Check.Ok;
            default:
                return ShareId(session, lifetime);
        }
    }

    /// <summary>Both have one id. It cannot tell that only the cast is null, so that path is queued, and on this one it is not.</summary>
    private static Check ShareId(Session session, uint id)
    {
        VerifierState? whenNull = session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
        if (whenNull is null)
        {
            return Session.Reject(Errno.TooBig);
        }

        whenNull.Registers[0].MarkKnown(0);
        whenNull.Registers[0].Type = RegisterType.Scalar;
        ref RegisterState result = ref session.Path.Registers[0];
        result.Type = result.Type.Without(TypeFlags.MaybeNull);
        result.Id = id;
        return Check.Ok;
    }

    /// <summary>Both have their own id under one anchor, which is what must be released. The first cast makes the anchor.</summary>
    private static void ShareAnchor(Session session, uint lifetime)
    {
        VerifierState state = session.Path.State;
        ref RegisterState result = ref session.Path.Registers[0];
        if (IsAnchor(state, lifetime))
        {
            result.ParentId = lifetime;
            return;
        }

        uint anchor = result.Id;
        ref Reference entry = ref state.References[IndexOf(state, lifetime)];
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
    }
}
