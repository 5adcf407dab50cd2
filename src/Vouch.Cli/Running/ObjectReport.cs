using System.Collections.Generic;
using Vouch.Report;

namespace Vouch.Cli.Running;

/// <summary>What became of one file.</summary>
internal enum ObjectStatus
{
    Processed,
    /// <summary>No filter wants it.</summary>
    Unwanted,
    /// <summary>Missing, not a BPF object, or broken.</summary>
    Unreadable,
}

/// <summary>One file's outcome: the reports of its wanted programs in the object's order, or why there are none.</summary>
internal sealed record ObjectReport(string Path, ObjectStatus Status)
{
    /// <summary>Why it is unreadable.</summary>
    public string Message { get; init; } = "";

    public IReadOnlyList<ProgramReport> Programs { get; init; } = [];

    /// <summary>Programs that no filter wants.</summary>
    public int SkippedPrograms { get; init; }
}
