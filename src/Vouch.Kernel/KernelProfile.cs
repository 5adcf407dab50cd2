namespace Vouch.Kernel;

/// <summary>What the verifier asks about one kernel release.</summary>
public sealed class KernelProfile
{
    /// <summary>Such as <c>linux-7.3</c>.</summary>
    public required string Name { get; init; }
}
