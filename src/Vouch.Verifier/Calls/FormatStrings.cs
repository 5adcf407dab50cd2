namespace Vouch.Verifier.Calls;

/// <summary>Format strings known when verifying.</summary>
internal static class FormatStrings
{
    /// <summary>bpf_snprintf: the format goes with the number of arguments.</summary>
    public static Check RequireSnprintf(Session session) => session.NotSupported("bpf_snprintf");
}
