using System;
using Vouch.Bytecode.Btf;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Is the register's type one that the argument accepts, and does it point to the right struct.</summary>
internal static class ArgumentTypeCheck
{
    /// <summary>Checks a helper's argument.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">The call.</param>
    /// <param name="place">Where the argument is.</param>
    /// <param name="argument">What is wanted.</param>
    public static Check Require(Session session, in CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        RegisterType folded = Fold(register.Type, context.Helper, place, argument);
        ReadOnlySpan<RegisterType> accepted = AcceptedTypes.For(session, argument.Kind);
        if (accepted.IsEmpty)
        {
            return session.NotSupported($"argument kind {argument.Kind}");
        }

        return Includes(accepted, folded)
            ? RequireStruct(session, context, place, argument, register)
            : RejectType(session, place, register.Type, accepted);
    }

    private static bool Includes(ReadOnlySpan<RegisterType> types, RegisterType type)
    {
        foreach (RegisterType accepted in types)
        {
            if (accepted == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Flags of the register that do not matter for this argument.</summary>
    private static RegisterType Fold(RegisterType type, HelperId helper, ArgumentPlace place, in ArgumentType argument)
    {
        if (argument.Has(TypeModifiers.ReadOnly))
        {
            type = type.Without(TypeFlags.ReadOnly);
        }

        if (argument.Has(TypeModifiers.MaybeNull))
        {
            type = type.Without(TypeFlags.MaybeNull);
        }

        if (argument.Kind == ArgumentKind.Memory)
        {
            type = type.Without(TypeFlags.AnyDynptr);
        }

        bool isExchangedObject = helper == HelperId.KptrXchg && place.Register == 2 && type.Has(TypeFlags.Allocated);
        return isExchangedObject ? type.Without(TypeFlags.Allocated | TypeFlags.Percpu) : type;
    }

    private static Check RejectType(Session session, ArgumentPlace place, RegisterType type, ReadOnlySpan<RegisterType> accepted)
    {
        string expected = RegisterTypeText.Of(accepted[0]);
        for (int i = 1; i < accepted.Length; i++)
        {
            expected += ", " + RegisterTypeText.Of(accepted[i]);
        }

        Rule rule = type.MayBeNull ? Rule.MayBeNull : Rule.ArgumentType;
        Check rejected = session.Reject(
            rule, place.Subject, Errno.AccessDenied, $"{place} type={RegisterTypeText.Of(type)} expected={expected}");
        session.Report(
            "Call Type Safety", "Invalid call argument", $"{place} holds {RegisterTypeText.Of(type)}, which this argument does not accept.");
        return rejected;
    }

    private static Check RequireStruct(
        Session session, in CallContext context, ArgumentPlace place, in ArgumentType argument, in RegisterState register)
    {
        if (register.Type.Kind != RegisterKind.BtfObject)
        {
            return Check.Ok;
        }

        if (AcceptedTypes.IsMemory(argument.Kind))
        {
            return argument.Has(TypeModifiers.ReadOnly)
                ? Check.Ok
                : session.Reject(
                    Rule.ReadOnlyMemory, place.Subject, Errno.AccessDenied,
                    $"{session.Program.Kernel.Helpers.NameOf((int)context.Helper)}() may write into memory pointed by {place} type={RegisterTypeText.Of(register.Type)}");
        }

        return register.Type.Flags switch
        {
            TypeFlags.None or TypeFlags.Trusted or TypeFlags.Rcu or TypeFlags.MaybeNull
                or (TypeFlags.Trusted | TypeFlags.MaybeNull) or (TypeFlags.Rcu | TypeFlags.MaybeNull) =>
                RequireKernelStruct(session, context, place, argument, register),
            TypeFlags.Allocated or (TypeFlags.Percpu | TypeFlags.Allocated)
                or (TypeFlags.Allocated | TypeFlags.NonOwning) or (TypeFlags.Allocated | TypeFlags.NonOwning | TypeFlags.Rcu) =>
                RequireAllocated(session, context, place, register),
            TypeFlags.Percpu or (TypeFlags.Percpu | TypeFlags.Rcu) or (TypeFlags.Percpu | TypeFlags.Trusted) => Check.Ok,
            // An allocated object that may be null, above all.
            _ => session.Reject(Rule.KernelBug, place.Subject, Errno.Fault, "verifier bug: invalid PTR_TO_BTF_ID register for type match"),
        };
    }

    /// <summary>Allocated objects are for locks inside them and for kptrs; the kernel takes any other use for a mistake of its own.</summary>
    private static Check RequireAllocated(Session session, in CallContext context, ArgumentPlace place, in RegisterState register)
    {
        if (context.Helper is not (HelperId.SpinLock or HelperId.SpinUnlock or HelperId.KptrXchg))
        {
            return session.Reject(Rule.KernelBug, place.Subject, Errno.Fault, "verifier bug: unimplemented handling of MEM_ALLOC");
        }

        return context.Helper == HelperId.KptrXchg && place.Register == 2
            ? KptrArguments.RequireMatch(session, context, register, place)
            : Check.Ok;
    }

    private static Check RequireKernelStruct(
        Session session, in CallContext context, ArgumentPlace place, in ArgumentType argument, in RegisterState register)
    {
        bool isReleased = argument.Has(TypeModifiers.Release);
        if (register.Type.MayBeNull && (!argument.Has(TypeModifiers.MaybeNull) || isReleased))
        {
            return session.Reject(
                Rule.MayBeNull, place.Subject, Errno.AccessDenied,
                $"Possibly NULL pointer passed to helper {place}");
        }

        if (context.Helper == HelperId.KptrXchg)
        {
            return KptrArguments.RequireMatch(session, context, register, place);
        }

        if (Pointers.RequireUnmodified(session, register, place, fixedOffsetAllowed: true).Failed(out Check why))
        {
            return why;
        }

        string? wanted = argument.Kind == ArgumentKind.BtfSocketCommon ? "sock_common" : argument.TypeName;
        BtfSpec kernel = session.Facts.Types(BtfHandle.Vmlinux);
        if (wanted is null || kernel.Find(wanted, BtfKind.Struct) is not { } expected)
        {
            return session.NotSupported($"the struct of argument {place} of {session.Program.Kernel.Helpers.NameOf((int)context.Helper)}");
        }

        // A release must be given exactly its type; sockets of any kind are released as what they have in common.
        bool isStrict = isReleased && context.Helper != HelperId.SkRelease;
        BtfSpec actual = session.Facts.Types(register.Btf);
        return BtfMatch.StructIdsMatch(
                session.Facts, session.Log, new BtfStructType(register.Btf, register.BtfType), unchecked((int)register.KnownOffset),
                new BtfStructType(BtfHandle.Vmlinux, expected), isStrict, throughFlexibleArrays: true)
            ? Check.Ok
            : session.Reject(
                Rule.ArgumentObject, place.Subject,
                Errno.AccessDenied, $"{place} is of type {actual.NameOf(register.BtfType)} but {wanted} is expected");
    }
}
