using System;
using System.Collections.Generic;
using Vouch.Bytecode;
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
    /// <summary>A defect of Vouch kept it from being read.</summary>
    Failed,
}

/// <summary>One file's outcome: the reports of its wanted programs in the object's order, or why there are none.</summary>
internal sealed record ObjectReport(string Path, ObjectStatus Status)
{
    /// <summary>Why it is unreadable, or how reading it failed.</summary>
    public string Message { get; init; } = "";

    public IReadOnlyList<ProgramReport> Programs { get; init; } = [];

    /// <summary>All of its programs, wanted or not.</summary>
    public IReadOnlyList<string> ProgramNames { get; init; } = [];

    /// <summary>Programs that no filter wants.</summary>
    public int SkippedPrograms { get; init; }

    /// <summary>One bad object does not end the run, whether it is broken or Vouch is.</summary>
    public static ObjectReport Failed(string path, Exception cause) => cause switch
    {
        BadInputException problem => new ObjectReport(path, ObjectStatus.Unreadable) { Message = problem.Problem },
        OutOfMemoryException => new ObjectReport(path, ObjectStatus.Unreadable) { Message = "takes more memory to read than there is" },
        _ => new ObjectReport(path, ObjectStatus.Failed) { Message = "internal error: " + cause },
    };
}
