using Vouch.Bytecode.Btf;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using K = Vouch.Verifier.Signatures.KfuncParameterKind;

namespace Vouch.Verifier.Calls.Parameters;

/// <summary>
/// Linux 6.18: a pointer is taken for an object where an object is passed, else for memory; it must be trusted where the function asks
/// for it. Arguments are counted from 0, and named so. What is released is whatever argument owns a reference.
/// </summary>
internal sealed class ToldByRegister : KfuncArgumentRule
{
    public override bool DecidesAtCall => true;

    public override Check RequireAll(Session session, ref KfuncContext context)
    {
        KfuncParameter[] parameters = context.Signature.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            K kind = parameters[i].Kind;
            if (kind is K.Ignored or K.ProgramDescriptor)
            {
                continue;
            }

            Check outcome = parameters[i].IsPointer ? RequirePointer(session, ref context, i, out kind) : RequireNumber(session, ref context, i);
            if (!outcome.IsOk)
            {
                return outcome;
            }

            if (kind == K.Memory)
            {
                // Its size was judged with it.
                i++;
            }
        }

        return context.Signature.Description.IsRelease && context.Call.ReleasedRegister == 0
            ? session.ObjectRules.RequireAnyOwned(session, context.Signature.Name)
            : Check.Ok;
    }

    private static bool DemandsTrust(KfuncDescription kfunc) => kfunc.IsRelease || kfunc.Has(KfuncFlags.Rcu) || !kfunc.Has(KfuncFlags.UntrustedArguments);

    private static Check RequireNumber(Session session, ref KfuncContext context, int index)
    {
        KfuncParameter parameter = context.Signature.Parameters[index];
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (parameter.Kind)
        {
            case K.Unrecognized:
                BtfSpec types = context.Signature.Description.Types;
                return session.Reject(
                    Rule.ParameterType, place.Subject, Errno.Invalid,
                    $"Unrecognized arg#{index} type {BtfKindText.Of(types.SkipModifiers(parameter.Pointee).Kind)}");
            case K.Constant:
                return KfuncArguments.RequireKind(session, ref context, parameter, place);
        }

        if (KfuncArguments.RequireScalar(session, register, place).Failed(out Check why) || parameter.Kind != K.ReturnedSize)
        {
            return why;
        }

        context.IsReturnedReadOnly |= parameter.Name == "rdonly_buf_size";
        if (context.HasReturnedSize)
        {
            return session.RejectUnended(
                Rule.ParameterType, place.Subject, Errno.Invalid, $"2 or more rdonly/rdwr_buf_size parameters for kfunc");
        }

        if (!register.IsConstant)
        {
            return KfuncArguments.RejectUnknownSize(session, place);
        }

        // No size is as good as none said.
        context.HasReturnedSize = register.ConstantValue != 0;
        context.Call.ReturnedSize = unchecked((uint)register.ConstantValue);
        return session.Precision.MarkArgument(place);
    }

    private static Check RequirePointer(Session session, ref KfuncContext context, int index, out K kind)
    {
        KfuncParameter parameter = context.Signature.Parameters[index];
        KfuncDescription kfunc = context.Signature.Description;
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        ref RegisterState register = ref place.In(session.Path.Frame);
        kind = parameter.Kind;
        bool isNull = register.IsNullConstant;
        if (DemandsTrust(kfunc) && (isNull || register.Type.MayBeNull) && !parameter.IsNullable)
        {
            return KfuncArguments.RejectNull(session, place);
        }

        bool isReleased = kfunc.IsRelease && ObjectGraph.IsReferenced(session, register);
        if (NoteReferenced(session, ref context, register, place, isReleased).Failed(out Check why) ||
            (isNull && parameter.IsNullable && kind != K.Context) ||
            Decide(session, context, index, ref kind).Failed(out why))
        {
            kind = parameter.Kind;
            return why;
        }

        if (kind is K.Map or K.AllocatedObject or K.BtfObject && DemandsTrust(kfunc)
            && KfuncObjectArguments.RequireTrust(session, kfunc, register, place).Failed(out why))
        {
            return why;
        }

        OffsetDemand demand = new(IsReleased: isReleased, IsDynptr: false, IsContext: true);
        return ArgumentOffsets.Require(session, register, place, demand).Failed(out why) ? why : kind switch
        {
            K.Map or K.BtfObject => RequireObject(session, context, index),
            K.Memory => RequireSizedMemory(session, ref context, index),
            K.FixedMemory => RequireFixedMemory(session, context, index),
            _ => KfuncArguments.RequireKind(session, ref context, parameter, place),
        };
    }

    private static Check NoteReferenced(
        Session session, ref KfuncContext context, in RegisterState register, ArgumentPlace place, bool isReleased)
    {
        if (register.Type.IsScalar || !ObjectGraph.IsReferenced(session, register))
        {
            return Check.Ok;
        }

        uint lifetime = ObjectGraph.LifetimeOf(session, register);
        if (isReleased && context.Call.ReleasedRegister != 0)
        {
            return session.Reject(
                Rule.KernelBug, place.Subject, Errno.Fault,
                $"verifier bug: more than one arg with ref_obj_id {place} {lifetime} {context.Call.ReferencedId}");
        }

        context.Call.NoteReferenced(lifetime);
        context.Call.ReleasedRegister = isReleased ? place.Register : context.Call.ReleasedRegister;
        return Check.Ok;
    }

    /// <summary>An object, or memory, where the prototype leaves that open; and a map is noted.</summary>
    private static Check Decide(Session session, in KfuncContext context, int index, ref K kind)
    {
        KfuncParameter[] parameters = context.Signature.Parameters;
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        ref RegisterState register = ref place.In(session.Path.Frame);
        if (kind == K.Map)
        {
            return HasNoTarget(register) ? KfuncArguments.RejectMap(session, place) : Check.Ok;
        }

        if (kind is not (K.Undecided or K.Callback))
        {
            return Check.Ok;
        }

        BtfSpec types = context.Signature.Description.Types;
        BtfType pointee = types.Type(parameters[index].Pointee);
        if (KfuncObjectArguments.IsObject(register.Type))
        {
            kind = K.BtfObject;
            return pointee.IsStructOrUnion
                ? Check.Ok
                : session.Reject(
                    Rule.ArgumentObject, place.Subject, Errno.Invalid,
                    $"kernel function {context.Signature.Name} args#{index} pointer type {BtfKindText.Of(pointee.Kind)} {types.NameOf(pointee)} is not supported");
        }

        if (kind == K.Callback)
        {
            return Check.Ok;
        }

        bool hasSize = index + 1 < parameters.Length && parameters[index + 1].Kind is K.MemorySize or K.ConstantMemorySize
            && ArgumentPlace.OfArgument(index + 1).In(session.Path.Frame).Type.IsScalar;
        kind = hasSize ? K.Memory : K.FixedMemory;
        bool isPlain = pointee.Kind == BtfKind.Int || pointee.IsAnyEnum || ScalarStructs.IsScalarStruct(session.Log, types, pointee)
            || (hasSize && pointee.Kind == BtfKind.Void);
        return isPlain
            ? Check.Ok
            : session.Reject(
                Rule.ArgumentMemory, place.Subject, Errno.Invalid,
                $"arg#{index} pointer type {BtfKindText.Of(pointee.Kind)} {types.NameOf(pointee)} must point to {(hasSize ? "void, " : "")}scalar, or struct with scalar");
    }

    /// <summary>The register has no map, type or size where those that point to one have it.</summary>
    private static bool HasNoTarget(in RegisterState register) => register.Type.Kind switch
    {
        RegisterKind.MapPointer or RegisterKind.MapValue or RegisterKind.MapKey or RegisterKind.BtfObject or RegisterKind.Arena => false,
        RegisterKind.Memory => register.MemorySize == 0,
        RegisterKind.Dynptr => false,
        _ => true,
    };

    private static Check RequireObject(Session session, in KfuncContext context, int index)
    {
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        ref RegisterState register = ref place.In(session.Path.Frame);
        RegisterType type = register.Type;
        bool isWeakened = type.Kind == RegisterKind.BtfObject && (type.Flags & ~TypeFlags.AnyTrusted) != 0 && !type.Has(TypeFlags.Rcu);
        return KfuncObjectArguments.IsObject(type) && !isWeakened
            ? KfuncObjectArguments.RequireSameType(session, context, context.Signature.Parameters[index], register, place)
            : session.Reject(
                Rule.ArgumentObject, place.Subject, Errno.Invalid,
                $"arg#{index} is {RegisterTypeText.Of(type)} expected {RegisterTypeText.Of(new RegisterType(type.Kind, type.Flags & TypeFlags.AnyTrusted))} or socket");
    }

    private static Check RequireSizedMemory(Session session, ref KfuncContext context, int index)
    {
        KfuncParameter parameter = context.Signature.Parameters[index];
        ArgumentPlace memory = ArgumentPlace.OfArgument(index);
        ArgumentPlace size = ArgumentPlace.OfArgument(index + 1);
        if (!parameter.IsOptional || !memory.In(session.Path.Frame).IsNullConstant)
        {
            Check outcome = JudgeNotNull(session, memory, use =>
            {
                RawMemory none = default;
                return HelperMemory.CheckWithSize(session, memory, size, use, zeroSizeAllowed: true, ref none, out _);
            });
            if (!outcome.IsOk)
            {
                return outcome.Code == Errno.NotModelled
                    ? outcome
                    : session.Elaborate(outcome.Code, $"arg#{index} arg#{index + 1} memory, len pair leads to invalid memory access");
            }
        }

        if (context.Signature.Parameters[index + 1].Kind != K.ConstantMemorySize)
        {
            return Check.Ok;
        }

        ref RegisterState bytes = ref size.In(session.Path.Frame);
        if (!bytes.IsConstant)
        {
            return KfuncArguments.RejectUnknown(session, size);
        }

        context.HasConstant = true;
        context.Constant = bytes.ConstantValue;
        return Check.Ok;
    }

    private static Check RequireFixedMemory(Session session, in KfuncContext context, int index)
    {
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        BtfSpec types = context.Signature.Description.Types;
        BtfTypeId pointee = context.Signature.Parameters[index].Pointee;
        long size = types.SizeOf(pointee);
        if (size < 0)
        {
            BtfType type = types.Type(pointee);
            return session.Reject(
                Rule.ArgumentMemory, place.Subject, Errno.Invalid,
                $"arg#{index} reference type('{BtfKindText.Of(type.Kind)} {types.NameOf(type)}') size cannot be determined: -22");
        }

        return place.In(session.Path.Frame).IsNullConstant
            ? Check.Ok
            : JudgeNotNull(session, place, use => HelperMemory.CheckFixed(session, place, (uint)size, use, isGlobalFunction: false, out _));
    }

    /// <summary>Memory is judged for reading, then for writing; that it may be null is the function's affair.</summary>
    private static Check JudgeNotNull(Session session, ArgumentPlace place, System.Func<MemoryUse, Check> judge)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        RegisterType type = register.Type;
        register.Type = type.Without(TypeFlags.MaybeNull);
        Check outcome = judge(MemoryUse.Read);
        outcome = outcome.IsOk ? judge(MemoryUse.Write) : outcome;
        register.Type = type;
        return outcome;
    }
}
