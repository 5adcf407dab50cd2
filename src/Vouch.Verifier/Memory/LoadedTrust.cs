using System;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>How far a pointer loaded out of a kernel object may be trusted.</summary>
/// <remarks>
/// Fields known to be good are listed in the kernel's BTF: for <c>struct task_struct</c> a struct of that name with a suffix that
/// says what its members are, when reached through a trusted pointer.
/// </remarks>
internal static class LoadedTrust
{
    /// <summary>The flags of the pointer loaded.</summary>
    /// <param name="session">The session.</param>
    /// <param name="container">The pointer to the object loaded from.</param>
    /// <param name="load">The member found, with the flags its type tags give.</param>
    public static TypeFlags Of(Session session, in RegisterState container, in BtfLoad load)
    {
        if (container.Type.Has(TypeFlags.Untrusted))
        {
            return TypeFlags.Untrusted;
        }

        if (!PointerTrust.IsTrusted(session, container) && !container.Type.Has(TypeFlags.Rcu))
        {
            return WithoutTrust(load.Flags);
        }

        if (IsListed(session, container, load, session.Program.Kernel.TrustSuffixes.Trusted))
        {
            return load.Flags | TypeFlags.Trusted;
        }

        if (IsListed(session, container, load, session.Program.Kernel.TrustSuffixes.TrustedOrNull))
        {
            return load.Flags | TypeFlags.Trusted | TypeFlags.MaybeNull;
        }

        // Outside of an RCU section nothing keeps the object found alive.
        return ExecutionContext.IsRcuProtected(session) && !container.Type.MayBeNull
            ? InRcuSection(session, container, load)
            : TypeFlags.Untrusted;
    }

    private static TypeFlags InRcuSection(Session session, in RegisterState container, in BtfLoad load)
    {
        if (IsListed(session, container, load, session.Program.Kernel.TrustSuffixes.Rcu))
        {
            return load.Flags | TypeFlags.Rcu;
        }

        bool isListedOrNull = IsListed(session, container, load, session.Program.Kernel.TrustSuffixes.RcuOrNull);
        if (isListedOrNull || (load.Flags & TypeFlags.Rcu) != 0)
        {
            TypeFlags flags = load.Flags | TypeFlags.Rcu | TypeFlags.MaybeNull;
            return isListedOrNull ? flags & ~TypeFlags.Untrusted : flags;
        }

        return (load.Flags & (TypeFlags.Percpu | TypeFlags.User)) != 0 ? load.Flags : WithoutTrust(load.Flags);
    }

    private static TypeFlags WithoutTrust(TypeFlags flags) => flags & ~(TypeFlags.AnyTrusted | TypeFlags.Rcu);

    private static bool IsListed(Session session, in RegisterState container, in BtfLoad load, string suffix)
    {
        BtfSpec types = session.Facts.Types(container.Btf);
        BtfType walked = types.Type(container.BtfType);
        if (types.Find(types.NameOf(walked) + suffix, walked.Kind) is not { } id)
        {
            return false;
        }

        BtfType list = types.Type(id);
        for (int i = 0; i < list.Count; i++)
        {
            BtfMember member = types.Member(list, i);
            BtfType pointer = types.Type(member.Type);
            if (pointer.Kind == BtfKind.Pointer && types.SkipModifiers(pointer.Target).Id == load.Type
                && types.String(member.NameOffset).Equals(load.FieldName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
