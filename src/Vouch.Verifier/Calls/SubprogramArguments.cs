using Vouch.Bytecode.Btf;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Do the caller's values go with the argument types that a function's BTF declares.</summary>
internal static class SubprogramArguments
{
    /// <summary>
    /// Compares, and marks a function that does not match as unreliable: a global one may then not be called; of a static one
    /// the types are simply not relied on, and what was logged stays.
    /// </summary>
    public static Check Match(Session session, int subprogram)
    {
        SubprogramFindings info = session.Findings.Subprograms[subprogram];
        RejectionSoFar before = session.Rejections.Current;
        Check outcome = Judge(session, subprogram, info);
        if (!info.Info.IsGlobal && outcome.Code is not (Errno.Fault or Errno.NotModelled))
        {
            session.Rejections.Current = before;
        }

        return outcome;
    }

    private static Check Judge(Session session, int subprogram, SubprogramFindings info)
    {
        if (info.Info.FunctionType.IsVoid || info.IsUnreliable)
        {
            return session.Reject(Rule.GlobalCallArguments, Subject.Subprogram(subprogram), Errno.Invalid);
        }

        Check outcome = Compare(session, subprogram, info);
        info.IsUnreliable |= !outcome.IsOk && outcome.Code != Errno.NotModelled;
        return outcome;
    }

    private static Check Compare(Session session, int subprogram, SubprogramFindings info)
    {
        Check prepared = GlobalArguments.Prepare(session.Facts, session.Findings, session.Rejections, subprogram);
        if (OutgoingArguments.Require(session, info.Arguments.Length).Failed(out Check why) || prepared.Failed(out why))
        {
            return why;
        }

        for (int i = 0; i < info.Arguments.Length; i++)
        {
            if (Require(session, subprogram, info.Arguments[i], ArgumentPlace.OfArgument(i)).Failed(out why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private static Check Require(Session session, int subprogram, in GlobalArgument argument, ArgumentPlace place)
    {
        if ((argument.Flags & TypeFlags.Untrusted) != 0)
        {
            // Whatever is passed is only read, with care.
            return Check.Ok;
        }

        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (argument.Kind)
        {
            case GlobalArgumentKind.Scalar:
                return register.Type.IsScalar ? Check.Ok : session.Reject(
                    Rule.ArgumentScalar, place.Subject, Errno.Invalid, $"{place} is not a scalar");
            case GlobalArgumentKind.Context:
                OffsetDemand demand = default(OffsetDemand) with { IsContext = true };
                if (ArgumentOffsets.Require(session, register, place, demand).Failed(out Check why))
                {
                    return why;
                }

                return register.Type == RegisterKind.Context
                    ? Check.Ok
                    : session.Reject(Rule.ArgumentContext, place.Subject, Errno.Invalid, $"{place} expects pointer to ctx");
            case GlobalArgumentKind.Memory:
                return RequireMemory(session, subprogram, argument, place);
            case GlobalArgumentKind.Arena:
                return register.Type == RegisterKind.Arena || register.Type.IsScalar
                    ? Check.Ok
                    : session.Reject(Rule.ArenaArgument, place.Subject, Errno.Invalid, $"{place} is not a pointer to arena or scalar.");
            case GlobalArgumentKind.Dynptr:
                return RequireDynptr(session, place);
            default:
                return RequireObject(session, argument, place);
        }
    }

    private static Check RequireMemory(Session session, int subprogram, in GlobalArgument argument, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        if (ArgumentOffsets.Require(session, register, place, default).Failed(out Check why))
        {
            return why;
        }

        if (HelperMemory.CheckFixed(session, place, argument.MemorySize, MemoryUse.Read | MemoryUse.Write, isGlobalFunction: true, out _).Failed(out why))
        {
            return why.Code == Errno.NotModelled ? why : session.StillRejected(Errno.Invalid);
        }

        bool isGuarded = session.Program.Kernel.Rules.Calls.GuardsMemoryOfFunctions;
        const TypeFlags packetSlices = TypeFlags.DynptrSkb | TypeFlags.DynptrXdp | TypeFlags.DynptrSkbMeta;
        bool isPacket = register.Type.IsAnyPacket || (register.Type.Kind == RegisterKind.Memory && register.Type.Has(packetSlices));
        if (isPacket && isGuarded && session.Facts.Subprograms[subprogram].ChangesPacketData)
        {
            return session.Reject(
                Rule.PacketSurvival, place.Subject, Errno.Invalid,
                $"{place} is a packet pointer, but func#{subprogram} may change packet data");
        }

        bool mayBeNull = register.Type.MayBeNull || (register.IsNullConstant && isGuarded);
        return mayBeNull && (argument.Flags & TypeFlags.MaybeNull) == 0
            ? session.Reject(Rule.GlobalNullArgument, place.Subject, Errno.Invalid, $"{place} is expected to be non-NULL")
            : Check.Ok;
    }

    private static Check RequireDynptr(Session session, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        OffsetDemand demand = default(OffsetDemand) with { IsDynptr = true };
        if (ArgumentOffsets.Require(session, register, place, demand).Failed(out Check why))
        {
            return why;
        }

        CallContext unused = default;
        return DynptrArguments.Process(session, ref unused, place, new ArgumentType(ArgumentKind.Dynptr));
    }

    private static Check RequireObject(Session session, in GlobalArgument argument, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        bool mayBeNull = (argument.Flags & TypeFlags.MaybeNull) != 0;
        if (register.IsNullConstant && mayBeNull)
        {
            return NullConstants.MarkArgument(session, place);
        }

        BtfSpec types = session.Facts.Types(argument.Btf);
        ArgumentType wanted = new(ArgumentKind.BtfPointer, argument.Flags, types.NameOf(argument.Type));
        CallContext unused = default;
        if (ArgumentTypeCheck.Require(session, unused, place, wanted).Failed(out Check why))
        {
            return why;
        }

        return ArgumentOffsets.Require(session, register, place, default);
    }
}
