using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Memory;

/// <summary>Loads of the kernel's own fields of a map, as BTF describes its struct.</summary>
internal static class MapPointerAccess
{
    public static Check Access(in Access access)
    {
        Session session = access.Session;
        MapModel map = session.Facts.Map(access.Pointer.Map);
        if (MapStructs.NameOf(map.Type) is not { } name ||
            session.Facts.Types(BtfHandle.Vmlinux).Find(name, BtfKind.Struct) is not { } type)
        {
            return session.Reject(
                Rule.MapPointerFields, access.Place.Subject, Errno.NotSupported,
                $"map_ptr access not supported for map type {(int)map.Type}");
        }

        if (!session.Permissions.AllowsPointerLeaks)
        {
            return session.Reject(
                Rule.PrivilegedRead, Subject.Type(name),
                Errno.NotPermitted, $"'struct {name}' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        }

        if (access.Offset < 0)
        {
            return session.Reject(
                Rule.ObjectOffset, access.Place.Subject, Errno.AccessDenied,
                $"{access.Place} is {name} invalid negative access: off={access.Offset}");
        }

        if (access.IsWrite)
        {
            return session.Reject(Rule.ObjectReadOnly, access.Place.Subject, Errno.AccessDenied, $"only read from {name} is supported");
        }

        if (BtfLoad.Find(session, BtfHandle.Vmlinux, type, access.Offset, access.Size, isAllocated: false, out BtfLoad load).Failed(out Check why))
        {
            return why;
        }

        return access.HasValue ? load.Store(session, ref access.Value) : Check.Ok;
    }
}
