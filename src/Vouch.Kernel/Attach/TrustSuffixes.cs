using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Attach;

/// <summary>
/// Endings of struct names in the kernel's BTF. A struct named so lists members of the struct without the ending, whose pointers
/// keep their trust when they are followed.
/// </summary>
public sealed class TrustSuffixes
{
    internal TrustSuffixes(KernelRelease release) => release.Require(Spans.Since618, "the endings that keep trust");

    /// <summary>Valid inside an RCU section, never null.</summary>
    public string Rcu { get; } = "__safe_rcu";

    /// <summary>Valid inside an RCU section, perhaps null.</summary>
    public string RcuOrNull { get; } = "__safe_rcu_or_null";

    /// <summary>Trusted anywhere, never null.</summary>
    public string Trusted { get; } = "__safe_trusted";

    /// <summary>Trusted anywhere, perhaps null.</summary>
    public string TrustedOrNull { get; } = "__safe_trusted_or_null";
}
