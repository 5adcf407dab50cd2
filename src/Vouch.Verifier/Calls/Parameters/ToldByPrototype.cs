using Vouch.Bytecode.Btf;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using K = Vouch.Verifier.Signatures.KfuncParameterKind;

namespace Vouch.Verifier.Calls.Parameters;

/// <summary>Linux 7.3: the prototype alone tells what a parameter wants, and every pointer must be trusted or under RCU.</summary>
internal sealed class ToldByPrototype : KfuncArgumentRule
{
    public override bool DecidesAtCall => false;

    public override Check RequireAll(Session session, ref KfuncContext context)
    {
        KfuncParameter[] parameters = context.Signature.Parameters;
        context.Call.ReleasedRegister = context.Signature.Description.IsRelease ? 1 : 0;
        if (OutgoingArguments.Require(session, parameters.Length).Failed(out Check why))
        {
            return why;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (Require(session, ref context, parameters[i], i).Failed(out why))
            {
                return why;
            }
        }

        bool isReleased = context.Signature.Description.IsRelease && parameters.Length > 0 && parameters[0].Kind != K.Dynptr;
        return isReleased && context.Call.ReferencedCount == 0
            ? session.ObjectRules.RequireAnyOwned(session, context.Signature.Name)
            : Check.Ok;
    }

    private static Check Require(Session session, ref KfuncContext context, in KfuncParameter parameter, int index)
    {
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        if (parameter.Kind == K.ProgramDescriptor)
        {
            return place.IsRegister
                ? Check.Ok
                : session.Reject(Rule.ArgumentInRegister, place.Subject, Errno.Invalid, $"{place} prog->aux cannot be a stack argument");
        }

        if (parameter.Kind == K.Ignored)
        {
            return Check.Ok;
        }

        ref RegisterState register = ref place.In(session.Path.Frame);
        bool isNull = register.IsNullConstant;
        if (parameter.IsPointer && (isNull || register.Type.MayBeNull) && !parameter.IsNullable)
        {
            return KfuncArguments.RejectNull(session, place);
        }

        bool isReferenced = !register.Type.IsScalar && ObjectGraph.IsReferenced(session, register);
        bool isReleased = context.Signature.Description.IsRelease && index == 0;
        if (isReleased && parameter.Kind != K.Dynptr && !isReferenced && !isNull
            && session.ObjectRules.RequireOwned(session, context.Signature.Name, place).Failed(out Check why))
        {
            return why;
        }

        if (isReferenced)
        {
            context.Call.NoteReferenced(ObjectGraph.LifetimeOf(session, register));
        }

        if (isNull && parameter.IsNullable)
        {
            return session.Precision.MarkArgument(place);
        }

        // What owns nothing is not taken away, whatever the function does: in the legacy model its type is to blame, not its offset.
        OffsetDemand demand = new(
            IsReleased: isReleased && (isReferenced || parameter.Kind == K.Dynptr), IsDynptr: parameter.Kind == K.Dynptr,
            IsContext: parameter.Kind == K.Context, ForbidsBtfOffset: parameter.Kind == K.RefcountedObject);
        return ArgumentOffsets.Require(session, register, place, demand).Failed(out why)
            ? why
            : RequireKind(session, ref context, parameter, place);
    }

    private static Check RequireKind(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (parameter.Kind)
        {
            case K.ReturnedSize:
                return RequireReturnedSize(session, ref context, parameter, place);
            case K.MemorySize or K.ConstantMemorySize:
                return RequireSizedMemory(session, ref context, parameter, place);
            case K.Memory:
                return Check.Ok;
            case K.FixedMemory:
                return RequireFixedMemory(session, context, parameter, place);
            case K.Map:
                return register.Type == RegisterKind.MapPointer
                    ? MapArguments.NoteMap(session, ref context.Call, register, place)
                    : KfuncArguments.RejectMap(session, place);
            case K.Arena:
                return register.Type == RegisterKind.Arena || register.Type.IsScalar
                    ? Check.Ok
                    : session.Reject(Rule.ArenaArgument, place.Subject, Errno.Invalid, $"{place} is not a pointer to arena or scalar");
            case K.BtfObject:
                return KfuncObjectArguments.RequireBtfObject(session, context, parameter, place, out bool isMemory).Failed(out Check why)
                    ? why
                    : isMemory ? RequireFixedMemory(session, context, parameter, place) : Check.Ok;
            default:
                return KfuncArguments.RequireKind(session, ref context, parameter, place);
        }
    }

    private static Check RequireReturnedSize(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        if (KfuncArguments.RequireScalar(session, register, place).Failed(out Check why))
        {
            return why;
        }

        context.IsReturnedReadOnly |= parameter.Name == "rdonly_buf_size";
        if (!register.IsConstant)
        {
            return KfuncArguments.RejectUnknownSize(session, place);
        }

        if (register.ConstantValue > uint.MaxValue)
        {
            return session.Reject(Rule.AllocationSize, place.Subject, Errno.Invalid, $"{place} allocation size exceeds u32 max");
        }

        context.HasReturnedSize = true;
        context.Call.ReturnedSize = (uint)register.ConstantValue;
        return session.Precision.MarkArgument(place);
    }

    private static Check RequireSizedMemory(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace size)
    {
        ref RegisterState register = ref size.In(session.Path.Frame);
        if (parameter.Kind == K.ConstantMemorySize && KfuncArguments.NoteConstant(session, ref context, register, size).Failed(out Check why))
        {
            return why;
        }

        if (KfuncArguments.RequireScalar(session, register, size).Failed(out why))
        {
            return why;
        }

        ArgumentPlace memory = size.Previous;
        if (memory.In(session.Path.Frame).IsNullConstant)
        {
            return Check.Ok;
        }

        RawMemory none = default;
        why = HelperMemory.CheckWithSize(session, memory, size, MemoryUse.Read | MemoryUse.Write, zeroSizeAllowed: true, ref none, out _);
        return why.IsOk || why.Code == Errno.NotModelled
            ? why
            : session.Elaborate(why.Code, $"{memory} and {size} memory, len pair leads to invalid memory access");
    }

    private static Check RequireFixedMemory(Session session, in KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        BtfSpec types = session.Facts.Types(context.Signature.Types);
        long size = types.SizeOf(parameter.Pointee);
        if (size < 0)
        {
            BtfType type = types.Type(parameter.Pointee);
            return session.Reject(
                Rule.ArgumentMemory, place.Subject, Errno.Invalid,
                $"{place} reference type('{BtfKindText.Of(type.Kind)} {types.NameOf(type)}') size cannot be determined: -22");
        }

        return HelperMemory.CheckFixed(session, place, (uint)size, MemoryUse.Read | MemoryUse.Write, isGlobalFunction: false, out _);
    }
}
