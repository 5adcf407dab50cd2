using Vouch.Bytecode.Isa;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores of pointers to kernel objects, allocated objects and user memory that map values hold.</summary>
internal static class KptrAccess
{
    /// <summary>An aligned access of eight bytes to exactly the field.</summary>
    public static Check Access(in Access access, SpecialField field)
    {
        Session session = access.Session;
        Instruction insn = session.Program.Instructions[session.Path.InstructionIndex];
        if (insn.Mode != MemoryMode.Memory)
        {
            return session.Reject(
                Rule.KptrAccess, Subject.Field(SpecialFieldText.Of(field.Kind)), Errno.AccessDenied,
                "kptr in map can only be accessed using BPF_MEM instruction mode");
        }

        if (insn.Class == InstructionClass.LoadRegister)
        {
            return field.Kind == SpecialFieldKind.UserPointer ? LoadUserPointer(access, field) : Load(access, field);
        }

        if (field.Kind is SpecialFieldKind.KptrReferenced or SpecialFieldKind.KptrPercpu)
        {
            return session.Reject(
                Rule.KptrStore, Subject.Field(SpecialFieldText.Of(field.Kind)), Errno.AccessDenied, "store to referenced kptr disallowed");
        }

        if (field.Kind == SpecialFieldKind.UserPointer)
        {
            return session.Reject(
                Rule.KptrStore, Subject.Field(SpecialFieldText.Of(field.Kind)), Errno.AccessDenied, "store to uptr disallowed");
        }

        return insn.Class switch
        {
            InstructionClass.StoreRegister => Store(access, field),
            InstructionClass.StoreImmediate => insn.Immediate == 0
                ? Check.Ok
                : session.Reject(
                    Rule.KptrStore, Subject.Field(SpecialFieldText.Of(field.Kind)), Errno.AccessDenied,
                    $"BPF_ST imm must be 0 when storing to kptr at off={field.Offset}"),
            _ => session.Reject(
                Rule.KptrAccess, Subject.Field(SpecialFieldText.Of(field.Kind)), Errno.AccessDenied,
                "kptr in map can only be accessed using BPF_LDX/BPF_STX/BPF_ST"),
        };
    }

    /// <summary>The register fits the field: for stores of untrusted kptrs, and for what bpf_kptr_xchg puts in.</summary>
    public static Check RequireMatch(Session session, SpecialField field, in RegisterState value, int register)
    {
        if (value.Type.Kind != RegisterKind.BtfObject || !FlagsFit(session, field, value))
        {
            return RejectMismatch(session, field, value, register, "");
        }

        if (Pointers.RequireUnmodified(session, value, register, fixedOffsetAllowed: true).Failed(out Check why))
        {
            return why;
        }

        bool isStrict = field.Kind != SpecialFieldKind.KptrUntrusted;
        BtfStructType held = new(value.Btf, value.BtfType);
        BtfStructType wanted = new(field.PointeeTypes, field.PointeeType);
        return BtfMatch.StructIdsMatch(
            session.Facts, session.Log, held, unchecked((int)value.KnownOffset), wanted, isStrict,
            BtfMatch.WalksFlexibleArrays(session.Facts, value.Type.Has(TypeFlags.Allocated)))
            ? Check.Ok
            : RejectMismatch(session, field, value, register, session.Facts.Types(value.Btf).NameOf(value.BtfType));
    }

    private static bool FlagsFit(Session session, SpecialField field, in RegisterState value)
    {
        TypeFlags allowed;
        if (session.Facts.Types(value.Btf).IsKernel)
        {
            allowed = TypeFlags.MaybeNull | TypeFlags.Trusted | TypeFlags.Rcu;
            allowed |= field.Kind == SpecialFieldKind.KptrUntrusted ? TypeFlags.Untrusted : TypeFlags.None;
        }
        else
        {
            allowed = TypeFlags.MaybeNull | TypeFlags.Allocated;
            allowed |= field.Kind == SpecialFieldKind.KptrPercpu ? TypeFlags.Percpu : TypeFlags.None;
        }

        // What a percpu field gives back is percpu memory, so nothing else may go in.
        return (value.Type.Flags & ~allowed) == 0
            && (field.Kind == SpecialFieldKind.KptrPercpu) == value.Type.Has(TypeFlags.Percpu);
    }

    private static Check RejectMismatch(Session session, SpecialField field, in RegisterState value, int register, string name)
    {
        string wanted = session.Facts.Types(field.PointeeTypes).NameOf(field.PointeeType);
        string alternative = field.Kind == SpecialFieldKind.KptrUntrusted ? $" or untrusted_ptr_{wanted}" : "";
        return session.Reject(
            Rule.KptrType, Subject.Register(register), Errno.Invalid,
            $"invalid kptr access, R{register} type={RegisterTypeText.Of(value.Type)}{name} expected=ptr_{wanted}{alternative}");
    }

    private static Check Store(in Access access, SpecialField field)
    {
        int register = access.Operation.ValueRegister;
        if (access.Value.IsNullConstant)
        {
            // A path with another number here must not be taken for this one.
            return access.Session.MemoryRules.MarksStoredNull ? access.Session.Precision.MarkChain(register) : Check.Ok;
        }

        return RequireMatch(access.Session, field, access.Value, register).IsOk
            ? Check.Ok
            : access.Session.StillRejected(Errno.AccessDenied);
    }

    private static Check Load(in Access access, SpecialField field)
    {
        ref RegisterState value = ref access.Value;
        value.MarkKnown(0);
        value.Type = new RegisterType(RegisterKind.BtfObject, LoadedFlags(access.Session, field));
        value.Btf = field.PointeeTypes;
        value.BtfType = field.PointeeType;
        value.Id = access.Session.Path.NextId();
        return Check.Ok;
    }

    private static TypeFlags LoadedFlags(Session session, SpecialField field)
    {
        if (!RcuProtection.IsSafeKptr(session.Facts, field) || !ExecutionContext.IsRcuProtected(session))
        {
            return TypeFlags.MaybeNull | TypeFlags.Untrusted;
        }

        TypeFlags flags = TypeFlags.MaybeNull | TypeFlags.Rcu;
        if (field.Kind == SpecialFieldKind.KptrPercpu)
        {
            flags |= TypeFlags.Percpu;
        }
        else if (!session.Facts.Types(field.PointeeTypes).IsKernel)
        {
            flags |= TypeFlags.Allocated;
        }

        return field.Pointee is { } record && record.Has(SpecialFieldKind.GraphNode) ? flags | TypeFlags.NonOwning : flags;
    }

    private static Check LoadUserPointer(in Access access, SpecialField field)
    {
        ref RegisterState value = ref access.Value;
        value.MarkKnown(0);
        value.Type = new RegisterType(RegisterKind.Memory, TypeFlags.MaybeNull);
        value.MemorySize = access.Session.Facts.Types(field.PointeeTypes).Type(field.PointeeType).SizeOrType;
        value.Id = access.Session.Path.NextId();
        return Check.Ok;
    }
}
