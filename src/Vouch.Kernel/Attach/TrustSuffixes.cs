namespace Vouch.Kernel.Attach;

/// <summary>
/// Endings of struct names in the kernel's BTF. A struct named so lists members of the struct without the ending, whose pointers
/// keep their trust when they are followed. Source: Linux 7.3, kernel/bpf/verifier.c.
/// </summary>
public static class TrustSuffixes
{
    /// <summary>Valid inside an RCU section, never null.</summary>
    public const string Rcu = "__safe_rcu";

    /// <summary>Valid inside an RCU section, perhaps null.</summary>
    public const string RcuOrNull = "__safe_rcu_or_null";

    /// <summary>Trusted anywhere, never null.</summary>
    public const string Trusted = "__safe_trusted";

    /// <summary>Trusted anywhere, perhaps null.</summary>
    public const string TrustedOrNull = "__safe_trusted_or_null";
}
