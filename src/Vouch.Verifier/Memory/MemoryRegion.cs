using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Blocks of memory of known size, and untrusted memory of any size that is only read, by probing.</summary>
internal static class MemoryRegion
{
    public static Check Access(in Access access)
    {
        RegisterType type = access.Pointer.Type;
        bool isReadOnly = type.Has(TypeFlags.ReadOnly);
        bool isProbed = isReadOnly && type.Has(TypeFlags.Untrusted);
        if (type.MayBeNull)
        {
            return access.RejectPointer();
        }

        if (access.IsWrite && isReadOnly)
        {
            return access.RejectWrite();
        }

        if (access.RequireNoLeak("mem").Failed(out Check why))
        {
            return why;
        }

        if (isProbed)
        {
            return access.Session.Permissions.AllowsPointerLeaks || !access.Session.MemoryRules.ProbesForPrivilegedOnly ? access.LoadUnknown() : RejectProbe(access);
        }

        return RegionBounds.Require(
            access.Session, access.Pointer, access.Place, access.Offset, access.Size, access.Pointer.MemorySize, zeroSizeAllowed: false)
            .Failed(out why)
                ? why
                : access.LoadUnknown();
    }

    private static Check RejectProbe(in Access access)
    {
        Check rejected = access.Session.Reject(
            Rule.PrivilegedRead, access.Place.Subject,
            Errno.NotPermitted, $"{access.TypeName} access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        MemoryReports.UntrustedMemory(access.Session, access.Pointer.Type);
        return rejected;
    }
}
