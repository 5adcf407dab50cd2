using Vouch.Verifier.Memory;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Exchanging pointers that are kept in maps and objects.</summary>
internal static class KptrArguments
{
    /// <summary>The argument points to a kptr field, which is remembered.</summary>
    public static Check Process(Session session, ref CallContext context, in RegisterState register, ArgumentPlace place)
    {
        if (register.Type.Kind == RegisterKind.MapValue)
        {
            MapModel map = session.Facts.Map(register.Map);
            if (!map.IsTyped)
            {
                return session.Reject(
                    Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid,
                    $"map '{map.Name}' has to have BTF in order to use bpf_kptr_xchg");
            }

            context.Map = register.Map;
        }

        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject, Errno.Invalid,
                $"{place} doesn't have constant offset. kptr has to be at the constant offset");
        }

        SpecialFields? fields = RegisterFields.Of(session.Facts, session.StructFields, register);
        if (fields is null || !fields.Has(SpecialFieldKind.AnyKptr))
        {
            return session.Reject(Rule.MapFieldMissing, place.Subject, Errno.Invalid, $"{place} has no valid kptr");
        }

        int offset = unchecked((int)register.KnownOffset);
        if (fields.FindAt(offset, SpecialFieldKind.AnyKptr) is not { } field)
        {
            return session.Reject(Rule.MapFieldOffset, place.Subject, Errno.AccessDenied, $"off={offset} doesn't point to kptr");
        }

        if (field.Kind == SpecialFieldKind.KptrUntrusted)
        {
            return session.Reject(Rule.KptrNotOwned, place.Subject, Errno.AccessDenied, $"off={offset} kptr isn't referenced kptr");
        }

        context.KptrField = field;
        return Check.Ok;
    }

    /// <summary>The pointer put in has the type of the field.</summary>
    public static Check RequireMatch(Session session, in CallContext context, in RegisterState register, ArgumentPlace place)
    {
        Check outcome = KptrAccess.RequireMatch(session, context.KptrField!, register, place.Register);
        return outcome.IsOk || outcome.Code == Errno.NotModelled ? outcome : session.StillRejected(Errno.AccessDenied);
    }

    /// <summary>The pointer taken out: of the field's type, maybe null, and now owned.</summary>
    public static void SetExchanged(Session session, in CallContext context, TypeFlags flags, ref RegisterState result)
    {
        SpecialField field = context.KptrField!;
        if (!session.Facts.Types(field.PointeeTypes).IsKernel)
        {
            flags |= TypeFlags.Allocated | (field.Kind == SpecialFieldKind.KptrPercpu ? TypeFlags.Percpu : TypeFlags.None);
        }

        result.MarkPointer(new RegisterType(RegisterKind.BtfObject, flags));
        result.Btf = field.PointeeTypes;
        result.BtfType = field.PointeeType;
    }
}
