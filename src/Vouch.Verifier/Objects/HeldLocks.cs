using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>One lock: the allocation it lies in and which object of that; both are needed to tell two locks apart.</summary>
internal readonly record struct LockIdentity(uint Id, LockOwner Owner)
{
    /// <summary>The lock in the object that a register points to: a map value, or an allocated object.</summary>
    public static LockIdentity Of(in RegisterState register) => register.Type == RegisterKind.MapValue
        ? new LockIdentity(register.Id, new LockOwner(register.Map.Index, IsMap: true))
        : new LockIdentity(register.Id, new LockOwner(register.Btf.Index, IsMap: false));
}

/// <summary>The locks held on a path, in the order taken.</summary>
internal static class HeldLocks
{
    /// <summary>The lock is held, as one of the kinds.</summary>
    public static bool Holds(VerifierState state, ReferenceKind kinds, LockIdentity identity)
    {
        foreach (ref readonly Reference entry in state.ActiveReferences)
        {
            if ((entry.Kind & kinds) != 0 && entry.Id == identity.Id && entry.Lock == identity.Owner)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lock is the one taken last of those held.</summary>
    public static bool IsInnermost(VerifierState state, LockIdentity identity) =>
        identity.Id == state.ActiveLockId && identity.Owner == state.ActiveLock;

    public static void Take(Session session, ReferenceKind kind, LockIdentity identity)
    {
        VerifierState state = session.Path.State;
        state.AddReference(new Reference(
            kind, identity.Id, session.Path.InstructionIndex, 0, identity.Owner, Callback: session.CallbackFrames.AcquiringIn(session.Path.State)));
        state.ActiveLocks++;
        state.ActiveLockId = identity.Id;
        state.ActiveLock = identity.Owner;
    }

    /// <summary>Gives a lock back that is held; what was usable only under it ends.</summary>
    public static void GiveBack(Session session, ReferenceKind kind, LockIdentity identity)
    {
        VerifierState state = session.Path.State;
        LockIdentity previous = new(0, LockOwner.None);
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            Reference entry = state.References[i];
            if (entry.Kind == kind && entry.Id == identity.Id && entry.Lock == identity.Owner)
            {
                state.RemoveReferenceAt(i);
                break;
            }

            if ((entry.Kind & ReferenceKind.AnyLock) != 0)
            {
                previous = new LockIdentity(entry.Id, entry.Lock);
            }
        }

        state.ActiveLocks--;
        state.ActiveLockId = previous.Id;
        state.ActiveLock = previous.Owner;
        ObjectGraph.EndNonOwning(session);
        ExecutionContext.LeftRegion(session);
    }
}
