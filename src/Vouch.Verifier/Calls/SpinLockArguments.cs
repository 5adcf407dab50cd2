using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Locks in map values and allocated objects: which lock, and is it taken or given back in order.</summary>
internal static class SpinLockArguments
{
    private const ReferenceKind AnyResilient = ReferenceKind.ResilientSpinLock | ReferenceKind.ResilientSpinLockIrq;

    /// <summary>Takes or releases the plain spin lock that the argument points to.</summary>
    public static Check Process(Session session, in RegisterState register, ArgumentPlace place, bool locks) =>
        GraphCallback.IsActive(session)
            ? session.Reject(Rule.TreeCallback, place.Subject, Errno.AccessDenied, "can't spin_{lock,unlock} in rbtree cb")
            : Process(session, register, place, ReferenceKind.SpinLock, locks);

    /// <summary>Takes or releases the lock of any kind that the argument points to.</summary>
    /// <param name="session">The session.</param>
    /// <param name="register">A pointer to a map value or an allocated object.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="kind">What the call takes it for: one lock kind.</param>
    /// <param name="locks">Take it, else give it back.</param>
    public static Check Process(Session session, in RegisterState register, ArgumentPlace place, ReferenceKind kind, bool locks)
    {
        string word = kind == ReferenceKind.SpinLock ? "bpf_spin" : "bpf_res_spin";
        if (RequireLockField(session, register, place, kind, word).Failed(out Check why))
        {
            return why;
        }

        LockIdentity identity = LockIdentity.Of(register);
        return locks ? Take(session, kind, identity) : GiveBack(session, kind, identity, word);
    }

    private static Check RequireLockField(
        Session session, in RegisterState register, ArgumentPlace place, ReferenceKind kind, string word)
    {
        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject,
                Errno.Invalid, $"{place} doesn't have constant offset. {word}_lock has to be at the constant offset");
        }

        MapModel? map = register.Type == RegisterKind.MapValue ? session.Facts.Map(register.Map) : null;
        if (map is { IsTyped: false })
        {
            return session.Reject(
                Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid,
                $"map '{map.Name}' has to have BTF in order to use {word}_lock");
        }

        SpecialFieldKind wanted = kind == ReferenceKind.SpinLock ? SpecialFieldKind.SpinLock : SpecialFieldKind.ResilientSpinLock;
        if (RegisterFields.Of(session.Facts, session.StructFields, register)?.Find(wanted) is not { } field)
        {
            string holder = map is null ? "local 'kptr'" : $"map '{map.Name}'";
            return session.Reject(Rule.MapFieldMissing, place.Subject, Errno.Invalid, $"{holder} has no valid {word}_lock");
        }

        long offset = register.KnownOffset;
        return offset == field.Offset
            ? Check.Ok
            : session.Reject(
                Rule.MapFieldOffset, place.Subject, Errno.Invalid,
                $"off {offset} doesn't point to 'struct {word}_lock' that is at {field.Offset}");
    }

    /// <summary>
    /// Resilient locks nest, but the same one cannot be taken twice. Nothing can be taken while a plain lock is held: the call
    /// itself is refused then (<see cref="CallsUnderLock"/>).
    /// </summary>
    private static Check Take(Session session, ReferenceKind kind, LockIdentity identity)
    {
        if (kind != ReferenceKind.SpinLock && HeldLocks.Holds(session.Path.State, AnyResilient, identity))
        {
            return session.Reject(Rule.LockTwice, Errno.Invalid, "Acquiring the same lock again, AA deadlock detected");
        }

        HeldLocks.Take(session, kind, identity);
        return Check.Ok;
    }

    private static Check GiveBack(Session session, ReferenceKind kind, LockIdentity identity, string word)
    {
        VerifierState state = session.Path.State;
        if (state.ActiveLocks == 0)
        {
            return session.Reject(Rule.UnlockWithoutLock, Errno.Invalid, $"{word}_unlock without taking a lock");
        }

        if (!HeldLocks.Holds(state, kind, identity))
        {
            return session.Reject(Rule.UnlockOther, Errno.Invalid, $"{word}_unlock of different lock");
        }

        if (!HeldLocks.IsInnermost(state, identity))
        {
            return session.Reject(Rule.UnlockOrder, Errno.Invalid, $"{word}_unlock cannot be out of order");
        }

        HeldLocks.GiveBack(session, kind, identity);
        return Check.Ok;
    }
}
