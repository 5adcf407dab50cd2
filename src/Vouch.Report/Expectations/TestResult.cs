using System;
using System.Collections.Immutable;

namespace Vouch.Report.Expectations;

/// <summary>How a test ended.</summary>
public enum TestStatus
{
    /// <summary>All expectations that can be judged hold.</summary>
    Passed,
    Failed,
    /// <summary>It is for another kernel than an x86-64 one.</summary>
    Skipped,
    /// <summary>The program needs something that is not modelled.</summary>
    Unknown,
    /// <summary>A defect of Vouch itself stopped the verification.</summary>
    InternalError,
}

/// <summary>One expectation that does not hold.</summary>
/// <param name="Expectation">What was expected and did not come, in one line.</param>
/// <param name="Evidence">The part of the log that was searched; empty where there is none.</param>
public sealed record TestFailure(string Expectation, string Evidence);

/// <summary>The result of one program loaded by one kind of user.</summary>
public sealed record TestResult
{
    /// <summary>The object's path as the user gave it.</summary>
    public required string ObjectPath { get; init; }

    public required string ProgramName { get; init; }

    public required TestMode Mode { get; init; }

    public string? Description { get; init; }

    public required TestStatus Status { get; init; }

    /// <summary>Why it was skipped or is unknown; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    public ImmutableArray<TestFailure> Failures { get; init; } = [];

    /// <summary>Expectations that were not judged.</summary>
    public ImmutableArray<UnjudgedKind> Unjudged { get; init; } = [];

    /// <summary>Wall time of the verification.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The program's name, with <c> @unpriv</c> behind it for an ordinary user.</summary>
    public string Name => NameOf(ProgramName, Mode);

    /// <summary>A test's name.</summary>
    public static string NameOf(string program, TestMode mode) => mode == TestMode.Privileged ? program : program + " @unpriv";
}
