using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>The arguments of a helper, one after the other in R1 to R5.</summary>
internal static class HelperArguments
{
    /// <summary>Checks one argument and notes in the context what it says about the call.</summary>
    public static Check Require(Session session, ref CallContext context, int registerNumber)
    {
        ArgumentType argument = context.Prototype.Argument(registerNumber);
        if (argument.Kind == ArgumentKind.None)
        {
            return Check.Ok;
        }

        if (OperandRules.RequireReadable(session.Path, session.Rejections, registerNumber).Failed(out Check why))
        {
            return why;
        }

        ref RegisterState register = ref session.Path.Registers[registerNumber];
        if (argument.Kind == ArgumentKind.Anything && argument.Modifiers == TypeModifiers.None)
        {
            return OperandRules.IsSecretPointer(session.Permissions, register)
                ? session.Reject(
                    Rule.PointerLeak, Subject.Register(registerNumber), Errno.AccessDenied,
                    $"R{registerNumber} leaks addr into helper function")
                : Check.Ok;
        }

        if (register.Type.IsPacket && register.Type.Flags == TypeFlags.None && !PacketToHelpers.IsAllowed(session, context.Prototype))
        {
            return session.Reject(
                Rule.PacketToHelper, Subject.Register(registerNumber), Errno.AccessDenied, "helper access to the packet is not allowed");
        }

        if (argument.Kind == ArgumentKind.MapValue && MapArguments.ResolveValueKind(session, context, ref argument).Failed(out why))
        {
            return why;
        }

        ArgumentPlace place = ArgumentPlace.OfRegister(registerNumber);
        if (RequireType(session, context, place, argument, register).Failed(out why))
        {
            return why;
        }

        bool isReferenced = ObjectGraph.IsReferenced(session, register) && !register.Type.IsScalar;
        if (argument.Has(TypeModifiers.Release))
        {
            why = argument.Kind == ArgumentKind.Dynptr ? session.ObjectRules.RequireOwnedDynptr(session, place)
                : isReferenced || register.IsNullConstant ? Check.Ok
                : ReleaseDemands.RejectHelper(session, context.Helper, place);
            if (!why.IsOk)
            {
                return why;
            }
        }

        if (isReferenced && argument.Kind != ArgumentKind.KptrExchangeTarget)
        {
            uint reference = ObjectGraph.LifetimeOf(session, register);
            if (session.ObjectRules.RequireFirstOwned(session, place, reference, context.ReferencedId).Failed(out why))
            {
                return why;
            }

            context.NoteReferenced(reference);
        }

        return RequireKind(session, ref context, place, argument);
    }

    private static Check RequireType(
        Session session, in CallContext context, ArgumentPlace place, in ArgumentType argument, in RegisterState register)
    {
        if (register.IsNullConstant && argument.Has(TypeModifiers.MaybeNull))
        {
            return NullConstants.MarkArgument(session, place);
        }

        if (ArgumentTypeCheck.Require(session, context, place, argument).Failed(out Check why))
        {
            return why;
        }

        OffsetDemand demand = new(
            IsReleased: argument.Has(TypeModifiers.Release), IsDynptr: argument.Kind == ArgumentKind.Dynptr, IsContext: argument.Kind == ArgumentKind.Context);
        return ArgumentOffsets.Require(session, register, place, demand);
    }

    /// <summary>The rules beyond type and offset.</summary>
    private static Check RequireKind(Session session, ref CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (argument.Kind)
        {
            case ArgumentKind.ConstMap:
                return MapArguments.NoteMap(session, ref context, register, place);
            case ArgumentKind.MapKey:
                return MapArguments.RequireKey(session, ref context, place);
            case ArgumentKind.MapValue:
                return register.IsNullConstant && argument.Has(TypeModifiers.MaybeNull)
                    ? Check.Ok
                    : MapArguments.RequireValue(session, ref context, place, argument);
            case ArgumentKind.Memory:
                return argument.Has(TypeModifiers.FixedSize) ? RequireFixedMemory(session, ref context, place, argument) : Check.Ok;
            case ArgumentKind.MemorySize or ArgumentKind.MemorySizeOrZero:
                return RequireSizedMemory(session, ref context, place, argument);
            case ArgumentKind.ConstAllocationSizeOrZero:
                return RequireConstantSize(session, ref context, place);
            case ArgumentKind.Function:
                context.Callback = register.Subprogram;
                return Check.Ok;
            case ArgumentKind.PercpuBtfPointer:
                if (register.Type.Kind != RegisterKind.BtfObject || register.BtfType.IsVoid)
                {
                    return session.Reject(Rule.TypeOfObject, place.Subject, Errno.AccessDenied, $"Helper has invalid btf_id in {place}");
                }

                context.ReturnedTypes = register.Btf;
                context.ReturnedType = register.BtfType;
                return Check.Ok;
            case ArgumentKind.SpinLock:
                return SpinLockArguments.Process(session, register, place, locks: context.Helper == HelperId.SpinLock);
            case ArgumentKind.Timer:
                return TimerArguments.Process(session, ref context, register, place);
            case ArgumentKind.Dynptr:
                return DynptrArguments.Process(session, ref context, place, argument);
            case ArgumentKind.ConstString:
                return ConstantStrings.Require(session, register, place);
            case ArgumentKind.KptrExchangeTarget:
                return KptrArguments.Process(session, ref context, register, place);
            default:
                return Check.Ok;
        }
    }

    private static Check RequireFixedMemory(Session session, ref CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        MemoryUse use = argument.Has(TypeModifiers.Write) ? MemoryUse.Write : MemoryUse.Read;
        if (HelperMemory.CheckFixed(session, place, (uint)argument.Size, use, ref context.Raw).Failed(out Check why))
        {
            return why;
        }

        return argument.Has(TypeModifiers.Aligned)
            ? Alignment.Require(session, place.In(session.Path.Frame), 0, argument.Size, always: true)
            : Check.Ok;
    }

    private static Check RequireSizedMemory(Session session, ref CallContext context, ArgumentPlace size, in ArgumentType argument)
    {
        context.MaximumSize = unchecked((long)size.In(session.Path.Frame).UMax);
        ArgumentType memory = context.Prototype.Argument(size.Register - 1);
        return HelperMemory.CheckWithSize(
            session,
            ArgumentPlace.OfRegister(size.Register - 1),
            size,
            memory.Has(TypeModifiers.Write) ? MemoryUse.Write : MemoryUse.Read,
            argument.Kind == ArgumentKind.MemorySizeOrZero,
            ref context.Raw,
            out _);
    }

    private static Check RequireConstantSize(Session session, ref CallContext context, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        if (!register.IsConstant)
        {
            return session.Reject(Rule.ArgumentConstant, place.Subject, Errno.Invalid, $"{place} is not a const");
        }

        if (register.ConstantValue > uint.MaxValue)
        {
            return session.Reject(Rule.AllocationSize, place.Subject, Errno.Invalid, $"{place} allocation size exceeds u32 max");
        }

        if (session.Precision.MarkChain(place.Register).Failed(out Check why))
        {
            return why;
        }

        context.ReturnedSize = (uint)register.ConstantValue;
        return Check.Ok;
    }
}
