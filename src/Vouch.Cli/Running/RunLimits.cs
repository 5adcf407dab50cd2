using System;
using System.Threading;
using Vouch.Cli.Input;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>What a run may take. A program that exceeds it is unknown, a file is unreadable; the run goes on.</summary>
internal sealed record RunLimits
{
    /// <summary>Wall time for one program; null for as much as it takes.</summary>
    public TimeSpan? Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of memory while programs are verified; null for as many as it takes.</summary>
    public long? Memory { get; init; } = 2L << 30;

    /// <summary>Bytes of one input file.</summary>
    public long Input { get; init; } = InputFile.DefaultLimit;

    /// <summary>The budget of a program whose verification begins now, on this thread.</summary>
    public VerificationBudget BudgetOf(CancellationToken cancellation) => new(Time)
    {
        Cancellation = cancellation,
        IsMemoryExceeded = Memory is { } bytes ? new MemoryWatch(bytes).IsExceeded : null,
    };
}
