using System;

namespace Vouch.Kernel;

/// <summary>The privileges that loading and verifying ask for.</summary>
[Flags]
public enum Capabilities : byte
{
    None = 0,
    /// <summary>CAP_BPF.</summary>
    Bpf = 1 << 0,
    /// <summary>CAP_PERFMON.</summary>
    Perfmon = 1 << 1,
    /// <summary>CAP_NET_ADMIN.</summary>
    NetAdmin = 1 << 2,
    /// <summary>CAP_SYS_ADMIN: stands in for the three above.</summary>
    SysAdmin = 1 << 3,
    /// <summary>CAP_SYS_BOOT.</summary>
    SysBoot = 1 << 4,

    /// <summary>Everything: what root has.</summary>
    All = Bpf | Perfmon | NetAdmin | SysAdmin | SysBoot,
}

/// <summary>Asking for privileges.</summary>
public static class CapabilityRules
{
    private const Capabilities ImpliedBySysAdmin = Capabilities.Bpf | Capabilities.Perfmon | Capabilities.NetAdmin;

    /// <summary>True when all of <paramref name="wanted"/> are held, directly or because CAP_SYS_ADMIN includes them.</summary>
    public static bool Grants(this Capabilities held, Capabilities wanted)
    {
        if ((held & Capabilities.SysAdmin) != 0)
        {
            held |= ImpliedBySysAdmin;
        }

        return (held & wanted) == wanted;
    }
}
