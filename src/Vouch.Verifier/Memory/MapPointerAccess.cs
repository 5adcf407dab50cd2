namespace Vouch.Verifier.Memory;

/// <summary>To come.</summary>
internal static class MapPointerAccess
{
    public static Check Access(in Access access) => access.Session.NotSupported("MapPointerAccess");
}
