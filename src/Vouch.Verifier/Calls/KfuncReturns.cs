using Vouch.Bytecode.Btf;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>What a kfunc leaves in R0.</summary>
internal static class KfuncReturns
{
    /// <summary>Types R0 and gives it its identities. The argument registers are scrubbed already.</summary>
    public static Check Apply(Session session, in KfuncContext context)
    {
        KfuncDescription kfunc = context.Signature.Description;
        BtfSpec types = kfunc.Types;
        BtfType returned = types.SkipModifiers(kfunc.Prototype.Target);
        ref RegisterState result = ref session.Path.Registers[0];
        if (kfunc.IsAcquire && !IsStructPointer(types, returned) && !ReturnsProgramObject(context.Signature.Special))
        {
            return session.Reject(Rule.KfuncResult, Errno.Invalid, "acquire kernel function does not return PTR_TO_BTF_ID");
        }

        if (returned.Kind == BtfKind.Int || returned.IsAnyEnum)
        {
            result.MarkUnknown(session.Permissions.IsBpfCapable);
            if (context.Signature.Special.IsResilientLock())
            {
                // Taking the lock failed on another path.
                result.MarkKnownScalar(0, session.Permissions.IsBpfCapable);
            }

            return Check.Ok;
        }

        return returned.Kind == BtfKind.Pointer ? ApplyPointer(session, context, types.SkipModifiers(returned.Target), ref result) : Check.Ok;
    }

    private static bool IsStructPointer(BtfSpec types, in BtfType type) =>
        type.Kind == BtfKind.Pointer && types.SkipModifiers(type.Target).IsStructOrUnion;

    private static bool ReturnsProgramObject(SpecialKfunc special) =>
        special is SpecialKfunc.ObjNew or SpecialKfunc.PercpuObjNew or SpecialKfunc.RefcountAcquire;

    private static Check ApplyPointer(Session session, in KfuncContext context, in BtfType pointee, ref RegisterState result)
    {
        KfuncDescription kfunc = context.Signature.Description;
        if (SpecialKfuncReturns.Apply(session, context, pointee, ref result, out bool isDone).Failed(out Check why))
        {
            return why;
        }

        if (!isDone && ApplyOrdinary(session, context, pointee, ref result).Failed(out why))
        {
            return why;
        }

        bool mayBeNull = kfunc.Has(KfuncFlags.ReturnsNull)
            && !(context.Signature.Special == SpecialKfunc.RefcountAcquire && context.IsObjectOwned);
        if (mayBeNull)
        {
            result.Type = result.Type.With(TypeFlags.MaybeNull);
            result.Id = session.Path.NextId();
        }

        if (kfunc.IsAcquire)
        {
            session.ObjectRules.Own(ref result, ObjectGraph.Acquire(session, session.Path.InstructionIndex));
        }
        else if (SpecialKfuncReturns.IsGraphNode(kfunc.Types, pointee))
        {
            return SpecialKfuncReturns.MarkBorrowed(session, ref result);
        }

        if (result.Id == 0 && RegisterFields.Of(session.Facts, session.StructFields, result) is { } fields && fields.Has(SpecialFieldKind.AnyLock))
        {
            result.Id = session.Path.NextId();
        }

        return Check.Ok;
    }

    private static Check ApplyOrdinary(Session session, in KfuncContext context, in BtfType pointee, ref RegisterState result)
    {
        if (pointee.Kind == BtfKind.Void)
        {
            // An untyped pointer is a number.
            result.MarkUnknown(session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        return pointee.Kind == BtfKind.Struct
            ? ApplyStruct(session, context, pointee, ref result)
            : ApplyMemory(session, context, pointee, ref result);
    }

    private static Check ApplyStruct(Session session, in KfuncContext context, in BtfType pointee, ref RegisterState result)
    {
        KfuncDescription kfunc = context.Signature.Description;
        bool isUnderRcu = kfunc.IsRcuProtected
            || (kfunc.IsIteratorNext
                && session.Path.State.ReadFrame(context.IteratorFrame).Stack[context.IteratorSlot].Spilled.Type.Has(TypeFlags.Rcu));
        TypeFlags trust = context.Signature.Special == SpecialKfunc.GetKmemCache ? TypeFlags.Untrusted
            : isUnderRcu ? TypeFlags.Rcu
            : kfunc.IsIteratorNext || session.Program.Kernel.Rules.Calls.TrustsReturnedStructs ? TypeFlags.Trusted
            : TypeFlags.None;
        result.MarkPointer(new RegisterType(RegisterKind.BtfObject, trust));
        result.Btf = context.Signature.Types;
        result.BtfType = pointee.Id;
        return Check.Ok;
    }

    private static Check ApplyMemory(Session session, in KfuncContext context, in BtfType pointee, ref RegisterState result)
    {
        KfuncDescription kfunc = context.Signature.Description;
        uint size = context.Call.ReturnedSize;
        bool isReadOnly = context.IsReturnedReadOnly;
        if (!context.HasReturnedSize)
        {
            long typeSize = kfunc.Types.SizeOf(pointee.Id);
            if (typeSize < 0)
            {
                return session.Reject(
                    Rule.KfuncResult, Subject.Function(kfunc.Name), Errno.Invalid,
                    $"kernel function {kfunc.Name} returns pointer type {BtfKindText.Of(pointee.Kind)} {kfunc.Types.NameOf(pointee)} is not supported");
            }

            size = (uint)typeSize;
            isReadOnly = context.Signature.Special != SpecialKfunc.SessionCookie;
        }

        TypeFlags flags = (isReadOnly ? TypeFlags.ReadOnly : TypeFlags.None) | (kfunc.IsRcuProtected ? TypeFlags.Rcu : TypeFlags.None);
        result.MarkPointer(new RegisterType(RegisterKind.Memory, flags));
        result.MemorySize = size;
        if (context.Call.ReferencedId != 0)
        {
            if (context.Call.ReferencedCount > 1)
            {
                return session.NotSupported("memory returned for several referenced arguments");
            }

            // The memory ends with the object that it was got from.
            session.ObjectRules.Derive(ref result, context.Call.ReferencedId);
        }

        return Check.Ok;
    }
}
