namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores in the flow dissector's result.</summary>
internal static class FlowKeysAccess
{
    /// <summary>Bytes of <c>struct bpf_flow_keys</c>. Source: Linux 7.3, include/uapi/linux/bpf.h.</summary>
    private const int Size = 56;

    public static Check Access(in Access access)
    {
        if (access.RequireNoLeak("flow keys").Failed(out Check why))
        {
            return why;
        }

        if (!access.Pointer.HasKnownOffset)
        {
            return access.Session.Reject(
                Rule.FlowKeysBounds, access.Place.Subject, Errno.AccessDenied,
                $"{access.Place} invalid variable offset to flow keys: off={access.Offset}, var_off={access.Pointer.VariableBits}");
        }

        int offset = unchecked((int)(access.Pointer.VariableOffset + access.Offset));
        return offset < 0 || (long)offset + access.Size > Size
            ? access.Session.Reject(
                Rule.FlowKeysBounds, access.Place.Subject, Errno.AccessDenied,
                $"invalid access to flow keys off={offset} size={access.Size}")
            : access.LoadUnknown();
    }
}
