using Vouch.Bytecode.Btf;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Kernel objects and objects of the program's own types as arguments of kfuncs.</summary>
internal static class KfuncObjectArguments
{
    private const string NoCastSuffix = "___init";

    /// <summary>A pointer to a kernel struct: trusted (or under RCU where that is enough) and of the right type.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">The call.</param>
    /// <param name="parameter">What is wanted.</param>
    /// <param name="place">Where the argument is.</param>
    /// <param name="isMemory">It is no kernel object, but its bytes will do: to be checked as memory of the struct's size.</param>
    public static Check RequireBtfObject(
        Session session, in KfuncContext context, in KfuncParameter parameter, ArgumentPlace place, out bool isMemory)
    {
        isMemory = false;
        ref RegisterState register = ref place.In(session.Path.Frame);
        BtfStructType wanted = parameter.IsMapObject
            ? KernelStruct(session, "bpf_map")
            : new BtfStructType(context.Signature.Types, parameter.Pointee);
        if (TypeOf(session, register) is { } held)
        {
            return RequireTrustOnly(session, context, register, place).Failed(out Check why)
                ? why
                : RequireType(session, context, register, held, wanted, place);
        }

        BtfSpec types = session.Facts.Types(context.Signature.Types);
        isMemory = ScalarStructs.IsScalarStruct(session.Log, types, types.Type(parameter.Pointee));
        if (isMemory)
        {
            return Check.Ok;
        }

        BtfType type = session.Facts.Types(wanted.Btf).Type(wanted.Type);
        string name = session.Facts.Types(wanted.Btf).NameOf(type);
        string alternative = AlternativeFor(name) is { } kind ? " or " + RegisterTypeText.Of(kind) : "";
        return session.Reject(
            Rule.ArgumentObject, place.Subject, Errno.Invalid,
            $"{place} is {RegisterTypeText.Of(register.Type)} expected {BtfKindText.Of(type.Kind)} {name}{alternative}");
    }

    /// <summary>An object of the program's own, which is given away.</summary>
    public static Check RequireAllocated(Session session, ref KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        RegisterType type = register.Type;
        if (type == new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated))
        {
            if (context.Signature.Special != SpecialKfunc.ObjDrop)
            {
                return session.Reject(
                    Rule.DroppedKind, place.Subject, Errno.Invalid, $"{place} expected for bpf_obj_drop()");
            }
        }
        else if (type == new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated | TypeFlags.Percpu))
        {
            if (context.Signature.Special != SpecialKfunc.PercpuObjDrop)
            {
                return session.Reject(
                    Rule.DroppedKind, place.Subject, Errno.Invalid,
                    $"{place} expected for bpf_percpu_obj_drop()");
            }
        }
        else
        {
            return RejectNotAllocated(session, place);
        }

        if (!ObjectGraph.IsReferenced(session, register))
        {
            return session.Reject(Rule.AllocatedNotOwned, place.Subject, Errno.Invalid, "allocated object must be referenced");
        }

        if (context.Signature.Types == BtfHandle.Vmlinux)
        {
            context.ObjectTypes = register.Btf;
            context.ObjectType = register.BtfType;
        }

        return Check.Ok;
    }

    public static Check RejectNotAllocated(Session session, ArgumentPlace place) =>
        session.Reject(Rule.AllocatedObject, place.Subject, Errno.Invalid, $"{place} expected pointer to allocated object");

    /// <summary>An object with a reference count, owned or borrowed.</summary>
    public static Check RequireRefcounted(Session session, ref KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        if (!register.Type.IsAllocatedObject)
        {
            return session.Reject(
                Rule.NeitherReference, place.Subject, Errno.Invalid,
                $"{place} is neither owning or non-owning ref");
        }

        context.IsObjectOwned = !register.Type.Has(TypeFlags.NonOwning) && ObjectGraph.IsReferenced(session, register);
        if (RegisterFields.Of(session.Facts, session.StructFields, register) is not { } fields || !fields.Has(SpecialFieldKind.RefCount))
        {
            return session.Reject(
                Rule.RefcountField, place.Subject, Errno.Invalid,
                $"{place} doesn't point to a type with bpf_refcount field");
        }

        context.ObjectTypes = register.Btf;
        context.ObjectType = register.BtfType;
        return Check.Ok;
    }

    private static BtfStructType? TypeOf(Session session, in RegisterState register) => register.Type.Kind switch
    {
        RegisterKind.BtfObject => new BtfStructType(register.Btf, register.BtfType),
        RegisterKind.Socket => KernelStruct(session, "sock"),
        RegisterKind.SocketCommon => KernelStruct(session, "sock_common"),
        RegisterKind.TcpSocket => KernelStruct(session, "tcp_sock"),
        RegisterKind.MapPointer => KernelStruct(session, "bpf_map"),
        _ => null,
    };

    private static RegisterKind? AlternativeFor(string structName) => structName switch
    {
        "sock" => RegisterKind.Socket,
        "sock_common" => RegisterKind.SocketCommon,
        "tcp_sock" => RegisterKind.TcpSocket,
        "bpf_map" => RegisterKind.MapPointer,
        _ => null,
    };

    private static BtfStructType KernelStruct(Session session, string name) =>
        new(BtfHandle.Vmlinux, session.Facts.Types(BtfHandle.Vmlinux).Find(name, BtfKind.Struct) ?? BtfTypeId.Void);

    /// <summary>The pointer is one of an object: a struct of the kernel's or the program's, a socket, a map.</summary>
    public static bool IsObject(RegisterType type) =>
        type.Kind is RegisterKind.BtfObject or RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket or RegisterKind.MapPointer;

    /// <summary>The object passed is of the parameter's type.</summary>
    public static Check RequireSameType(
        Session session, in KfuncContext context, in KfuncParameter parameter, in RegisterState register, ArgumentPlace place)
    {
        BtfStructType wanted = parameter.IsMapObject
            ? KernelStruct(session, "bpf_map")
            : new BtfStructType(context.Signature.Types, parameter.Pointee);
        return RequireType(session, context, register, TypeOf(session, register)!.Value, wanted, place);
    }

    /// <summary>Trusted, or under RCU where that is enough.</summary>
    public static Check RequireTrust(Session session, KfuncDescription kfunc, in RegisterState register, ArgumentPlace place) =>
        PointerTrust.IsTrusted(session, register) ? Check.Ok : RejectUntrusted(session, kfunc, register, place);

    /// <summary>The same, and nothing makes it weaker.</summary>
    private static Check RequireTrustOnly(Session session, in KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        bool isWeakened = (register.Type.Flags & ~TypeFlags.AnyTrusted) != 0;
        return PointerTrust.IsTrusted(session, register) && !isWeakened
            ? Check.Ok
            : RejectUntrusted(session, context.Signature.Description, register, place);
    }

    private static Check RejectUntrusted(Session session, KfuncDescription kfunc, in RegisterState register, ArgumentPlace place)
    {
        if (!kfunc.Has(KfuncFlags.Rcu))
        {
            return session.Reject(Rule.ArgumentTrust, place.Subject, Errno.Invalid, $"{place} must be referenced or trusted");
        }

        return register.Type.Has(TypeFlags.Rcu)
            ? Check.Ok
            : session.Reject(Rule.ArgumentTrust, place.Subject, Errno.Invalid, $"{place} must be a rcu pointer");
    }

    private static Check RequireType(
        Session session, in KfuncContext context, in RegisterState register, BtfStructType held, BtfStructType wanted, ArgumentPlace place)
    {
        BtfSpec heldTypes = session.Facts.Types(held.Btf);
        BtfSpec wantedTypes = session.Facts.Types(wanted.Btf);
        BtfType heldType = heldTypes.SkipModifiers(held.Type);
        BtfType wantedType = wantedTypes.Type(wanted.Type);
        string heldName = heldTypes.NameOf(heldType);
        string wantedName = wantedTypes.NameOf(wantedType);
        bool isReleased = context.Signature.Description.IsRelease && ObjectGraph.IsReferenced(session, register);
        bool isStrict = isReleased || AreNoCastAliases(heldTypes.NameOf(held.Type), wantedName);
        bool isSame = BtfMatch.StructIdsMatch(
            session.Facts, session.Log, held with { Type = heldType.Id }, unchecked((int)register.KnownOffset), wanted, isStrict,
            BtfMatch.WalksFlexibleArrays(session.Facts, register.Type.Has(TypeFlags.Allocated)));
        return isSame || IsProjection(wantedName, heldName)
            ? Check.Ok
            : session.Reject(
                Rule.ArgumentObject, place.Subject, Errno.Invalid,
                $"kernel function {context.Signature.Name} {place} expected pointer to {BtfKindText.Of(wantedType.Kind)} {wantedName} but {place} has a pointer to {BtfKindText.Of(heldType.Kind)} {heldName}");
    }

    /// <summary>A kfunc that takes the user-side view of a struct casts it itself, so the struct will do.</summary>
    private static bool IsProjection(string wanted, string held) =>
        (wanted == "__sk_buff" && held == "sk_buff") || (wanted == "xdp_md" && held == "xdp_buff");

    /// <summary>foo and foo___init are told apart although they have the same layout.</summary>
    private static bool AreNoCastAliases(string a, string b) =>
        a.Length != b.Length
        && ((a.Length > b.Length && a == b + NoCastSuffix) || (b.Length > a.Length && b == a + NoCastSuffix));
}
