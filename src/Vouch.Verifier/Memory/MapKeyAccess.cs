namespace Vouch.Verifier.Memory;

/// <summary>Loads from the keys that iterating over a map hands to a callback.</summary>
internal static class MapKeyAccess
{
    public static Check Access(in Access access)
    {
        if (access.IsWrite)
        {
            return access.Session.Reject(
                Rule.MapPermission, access.Place.Subject, Errno.AccessDenied, $"write to change key {access.Place} not allowed");
        }

        uint size = access.Session.Facts.Map(access.Pointer.Map).KeySize;
        return RegionBounds.Require(
            access.Session, access.Pointer, access.Place, access.Offset, access.Size, size, zeroSizeAllowed: false).Failed(out Check why)
                ? why
                : access.LoadUnknown();
    }
}
