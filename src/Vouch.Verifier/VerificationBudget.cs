using System;
using System.Diagnostics;
using System.Threading;

namespace Vouch.Verifier;

/// <summary>Why a verification was given up before it came to a verdict.</summary>
public enum GivenUp
{
    /// <summary>It was not.</summary>
    No,

    /// <summary>It took longer than it may.</summary>
    Time,

    /// <summary>It took more memory than it may.</summary>
    Memory,

    /// <summary>Nobody waits for it any more.</summary>
    Cancelled,
}

/// <summary>
/// What one verification may take. A verification that takes more ends with <see cref="Verdict.NotSupported"/>, never with acceptance
/// or rejection. It belongs to one verification at a time; what it stopped stays stopped.
/// </summary>
public sealed class VerificationBudget
{
    /// <summary>The verifier asks whenever it has processed as many instructions: often enough to stop within milliseconds.</summary>
    internal const int Interval = 1024;

    private readonly long end;

    /// <param name="time">Wall time from now; null for as much as it takes.</param>
    public VerificationBudget(TimeSpan? time = null) =>
        end = time is { } span ? Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;

    /// <summary>Ends the verification when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>True when the verification has taken too much memory; null for as much as it takes. Asked on the verifying thread.</summary>
    public Func<bool>? IsMemoryExceeded { get; init; }

    /// <summary>Why the verification was given up; <see cref="GivenUp.No"/> while it may go on.</summary>
    public GivenUp GivenUp { get; private set; }

    /// <summary>True when there is nothing left. Once true it stays so.</summary>
    internal bool IsExhausted()
    {
        if (GivenUp == GivenUp.No)
        {
            GivenUp = Cancellation.IsCancellationRequested ? GivenUp.Cancelled
                : Stopwatch.GetTimestamp() > end ? GivenUp.Time
                : IsMemoryExceeded?.Invoke() == true ? GivenUp.Memory
                : GivenUp.No;
        }

        return GivenUp != GivenUp.No;
    }
}
