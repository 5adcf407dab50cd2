using Vouch.Verifier.State;
using Vouch.Verifier.Trace;

namespace Vouch.Verifier.Objects;

/// <content>Pointers that lose ownership, or the protection that they relied on, without their object ending.</content>
internal static partial class ObjectGraph
{
    /// <summary>
    /// An owned object now belongs to a list or tree: it need not be released any more, and its registers may be used until the lock
    /// that guards the list or tree is given back.
    /// </summary>
    /// <param name="session">The session; a lock is held.</param>
    /// <param name="id">The object's reference.</param>
    /// <param name="isReferenceCounted">The object has a count of its owners, so it stays alive for the RCU section.</param>
    public static Check TransferToGraph(Session session, uint id, bool isReferenceCounted)
    {
        session.Recorder?.Mark(MarkKind.Transfer, id);
        if (TakeReference(session, id).Failed(out Check why))
        {
            return why;
        }

        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (session.ObjectRules.Owns(all.Current, id))
            {
                ref RegisterState holder = ref all.Written();
                session.ObjectRules.Disown(ref holder);
                MarkNonOwning(ref holder, isReferenceCounted);
            }
        }

        return Check.Ok;
    }

    /// <summary>The pointer may be used only while the lock is held, and owns nothing.</summary>
    public static void MarkNonOwning(ref RegisterState register, bool isReferenceCounted) =>
        register.Type = register.Type.With(isReferenceCounted ? TypeFlags.NonOwning | TypeFlags.Rcu : TypeFlags.NonOwning);

    /// <summary>
    /// A per-CPU object was put into a map inside an RCU section: it belongs to the map, and its registers stay good for the section.
    /// </summary>
    public static Check LeaveToRcu(Session session, uint id)
    {
        session.Recorder?.Mark(MarkKind.Transfer, id);
        if (TakeReference(session, id).Failed(out Check why))
        {
            return why;
        }

        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            RegisterType type = all.Current.Type;
            if (session.ObjectRules.Owns(all.Current, id) && type.Has(TypeFlags.Allocated) && type.Has(TypeFlags.Percpu))
            {
                ref RegisterState holder = ref all.Written();
                session.ObjectRules.Disown(ref holder);
                holder.Type = type.Without(TypeFlags.Allocated).With(TypeFlags.Rcu);
            }
        }

        return Check.Ok;
    }

    /// <summary>A lock was given back: what could be used only under it is gone.</summary>
    public static void EndNonOwning(Session session)
    {
        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (all.Current.Type.IsNonOwning)
            {
                Invalidate(session, ref all.Written());
            }
        }
    }

    /// <summary>
    /// When nothing protects RCU readers any more, what they protected may be gone. It can still be read with care.
    /// Call it after <see cref="EndNonOwning"/>, which knows its pointers by a flag that is cleared here.
    /// </summary>
    public static void EndRcuProtection(Session session)
    {
        AllRegisters all = new(session.Path.State, withIterators: true);
        while (all.MoveNext())
        {
            RegisterType type = all.Current.Type;
            if (type.Has(TypeFlags.Rcu))
            {
                all.Written().Type = type
                    .Without(TypeFlags.Rcu | TypeFlags.MaybeNull | TypeFlags.NonOwning)
                    .With(TypeFlags.Untrusted);
            }
        }
    }
}
