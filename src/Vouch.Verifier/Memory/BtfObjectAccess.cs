using Vouch.Bytecode.Btf;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Memory;

/// <summary>
/// Loads from kernel objects, and loads and stores of objects that programs allocate: BTF tells what lies where, and how far a
/// pointer found there may be trusted.
/// </summary>
internal static class BtfObjectAccess
{
    public static Check Access(in Access access)
    {
        BtfLoad load = default;
        return Judge(access.Session, access.Pointer, access.Place, access.Offset, access.Size, access.Operation.Kind, ref load).Failed(out Check why)
            ? why
            : access.IsRead && access.HasValue ? load.Store(access.Session, ref access.Value) : Check.Ok;
    }

    /// <summary>A call reads or writes the object from the pointer on.</summary>
    public static Check RequireForCall(Session session, in RegisterState pointer, ArgumentPlace place, int size, AccessKind kind)
    {
        BtfLoad ignored = default;
        AccessKind judged = session.MemoryRules.JudgesCallsByTheirUse ? kind : AccessKind.Read;
        return Judge(session, pointer, place, pointer.FixedOffset, size, judged, ref ignored);
    }

    private static Check Judge(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, AccessKind kind, ref BtfLoad load)
    {
        BtfSpec types = session.Facts.Types(pointer.Btf);
        string name = types.NameOf(pointer.BtfType);
        if (RequirePrivilege(session, types, name).Failed(out Check why) ||
            session.Offsets.RequireInObject(session, pointer, place, name, ref offset).Failed(out why))
        {
            return why;
        }

        if (pointer.Type.Has(TypeFlags.User | TypeFlags.Percpu))
        {
            string region = pointer.Type.Has(TypeFlags.User) ? "user" : "percpu";
            return session.Reject(
                Rule.ObjectMemoryKind, place.Subject, Errno.AccessDenied, $"{place} is ptr_{name} access {region} memory: off={offset}");
        }

        bool isWrite = kind == AccessKind.Write;
        if (isWrite && PointerTrust.MayFault(pointer.Type) && session.MemoryRules.RefusesFaultingStores)
        {
            return session.Reject(Rule.ObjectReadOnly, place.Subject, Errno.AccessDenied, "only read is supported");
        }

        bool isAllocated = pointer.Type.Has(TypeFlags.Allocated);
        if (isWrite && !isAllocated)
        {
            return KernelFieldStore.Require(session, pointer, place, offset, size);
        }

        return Walk(session, pointer, offset, size, ref load);
    }

    private static Check RequirePrivilege(Session session, BtfSpec types, string name)
    {
        if (!session.Permissions.AllowsPointerLeaks)
        {
            return session.Reject(
                Rule.PrivilegedRead, Subject.Type(name),
                Errno.NotPermitted, $"'struct {name}' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        }

        return types.IsKernel && !session.Program.IsGplCompatible
            ? session.Reject(
                Rule.GplOnlyRead, Subject.Type(name), Errno.Invalid,
                $"Cannot access kernel 'struct {name}' from non-GPL compatible program")
            : Check.Ok;
    }

    private static Check Walk(Session session, in RegisterState pointer, int offset, int size, ref BtfLoad load)
    {
        bool isAllocated = pointer.Type.Has(TypeFlags.Allocated);
        if (isAllocated && RequireNoGuardedField(session, pointer, offset, size).Failed(out Check why))
        {
            return why;
        }

        if (BtfLoad.Find(session, pointer.Btf, pointer.BtfType, offset, size, isAllocated, out load).Failed(out why))
        {
            return why;
        }

        if (load.IsStructPointer)
        {
            load = load with { Flags = LoadedTrust.Of(session, pointer, load) };
        }

        return Check.Ok;
    }

    /// <summary>Locks, graph nodes and the like inside objects that programs allocate.</summary>
    private static Check RequireNoGuardedField(Session session, in RegisterState pointer, int offset, int size)
    {
        if (session.StructFields.Find(pointer.Btf, pointer.BtfType) is not { } record)
        {
            return Check.Ok;
        }

        foreach (SpecialField field in record.Fields)
        {
            if (offset < field.Offset + field.Size && field.Offset < offset + size)
            {
                return session.Reject(
                    Rule.SpecialFieldAccess, Subject.Field(SpecialFieldText.Of(field.Kind)),
                    Errno.AccessDenied, $"direct access to {SpecialFieldText.Of(field.Kind)} is disallowed");
            }
        }

        return Check.Ok;
    }
}
