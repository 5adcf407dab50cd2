using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier;

namespace Vouch.Report.Expectations;

/// <summary>Expectations that only a running kernel can answer: they are counted, not judged.</summary>
public enum UnjudgedKind
{
    /// <summary>The program after the verifier's rewriting.</summary>
    Translated,
    /// <summary>Machine code.</summary>
    Jited,
    ReturnValue,
    StandardError,
    StandardOutput,
}

/// <summary>The user a program is loaded as.</summary>
public enum TestMode
{
    Privileged,
    Unprivileged,
}

/// <summary>What is expected of a program that one kind of user loads.</summary>
public sealed record ModeExpectations
{
    public bool ExpectsFailure { get; init; }

    /// <summary>In the order of the source.</summary>
    public ImmutableArray<ExpectedMessage> Messages { get; init; } = [];

    public ImmutableArray<UnjudgedKind> Unjudged { get; init; } = [];

    /// <summary>The user's capabilities.</summary>
    public required Semantics Semantics { get; init; }
}

/// <summary>What the declaration tags on a program's function say of how it is to be tested.</summary>
public sealed record ProgramExpectations
{
    public required string ProgramName { get; init; }

    /// <summary>False when the function carries no test tag: it is then expected to load.</summary>
    public bool IsTagged { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>No test of its own, but loaded with every test of the object.</summary>
    public bool IsAuxiliary { get; init; }

    /// <summary>None means that the log is there only when the program is rejected, and then at level 1.</summary>
    public LogLevels LogLevel { get; init; }

    /// <summary>Load flags besides the program's own.</summary>
    public LoadFlags Flags { get; init; }

    /// <summary>Why the test does not apply to an x86-64 kernel with its JIT compiler on, or null.</summary>
    public string? SkipReason { get; init; }

    /// <summary>Null when the program is not tested in this mode.</summary>
    public ModeExpectations? Privileged { get; init; }

    /// <summary>Null when the program is not tested in this mode.</summary>
    public ModeExpectations? Unprivileged { get; init; }

    /// <summary>The expectations of a mode, or null.</summary>
    public ModeExpectations? In(TestMode mode) => mode == TestMode.Privileged ? Privileged : Unprivileged;
}
