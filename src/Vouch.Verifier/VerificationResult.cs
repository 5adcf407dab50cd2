using System;
using System.Collections.Immutable;
using Vouch.Verifier.Trace;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier;

/// <summary>How a verification ended.</summary>
public enum Verdict
{
    Accepted,
    Rejected,

    /// <summary>The program needs something that is not modelled. Neither an acceptance nor a rejection.</summary>
    NotSupported,
}

/// <summary>The counters of a verification. Source: the closing lines of Linux 7.3's verifier log.</summary>
public sealed record VerificationStatistics
{
    /// <summary>Instructions processed over all paths ('insns').</summary>
    public int ProcessedInstructions { get; init; }

    /// <summary>Checkpoints ever stored.</summary>
    public int TotalStates { get; init; }

    /// <summary>Checkpoints held at the same time at most.</summary>
    public int PeakStates { get; init; }

    /// <summary>The longest list of checkpoints met at one instruction.</summary>
    public int MaxStatesPerInstruction { get; init; }

    /// <summary>Bytes of stack that the deepest chain of calls takes together.</summary>
    public int MaxStackDepth { get; init; }

    public ImmutableArray<SubprogramStatistics> Subprograms { get; init; } = [];
}

/// <summary>The counters of one subprogram.</summary>
/// <param name="Index">Its number in the log ('subprog N').</param>
/// <param name="Name">Its function's name, or '&lt;unknown&gt;'.</param>
/// <param name="Kind">main, global or static.</param>
/// <param name="OwnInstructions">Instructions processed in it.</param>
/// <param name="TotalInstructions">The same with everything it called.</param>
/// <param name="StackDepth">Bytes of its own stack.</param>
public sealed record SubprogramStatistics(int Index, string Name, string Kind, int OwnInstructions, int TotalInstructions, int StackDepth);

/// <summary>What came out of one verification.</summary>
public sealed record VerificationResult
{
    public required Verdict Verdict { get; init; }

    /// <summary>The error number of a rejection, else <see cref="Errno.None"/>.</summary>
    public Errno Errno { get; init; }

    /// <summary>The kernel's log text at the level asked for, closing statistics included.</summary>
    public required string Log { get; init; }

    /// <summary>The log was longer than <see cref="Presentation.LogSize"/>, and a part of it is missing.</summary>
    public bool IsLogCut { get; init; }

    /// <summary>The lines that state the rejection; for <see cref="Verdict.NotSupported"/> what is not modelled; empty when accepted.</summary>
    public string Message { get; init; } = "";

    /// <summary>
    /// The rule that the program breaks, and what it breaks it with; the first one where <see cref="Message"/> has several lines. Null
    /// unless rejected.
    /// </summary>
    public Rejection? Rejection { get; init; }

    /// <summary>Why it was given up before a verdict; then the verdict is <see cref="Verdict.NotSupported"/>.</summary>
    public GivenUp GivenUp { get; init; }

    /// <summary>The instruction that was being verified when it ended, or -1 when no instruction was reached.</summary>
    public int LastInstruction { get; init; } = -1;

    /// <summary>
    /// A frame ended that held a dynptr, or was lent one. Linux 7.3 then forgets what slices and clones of it hang on; only
    /// <see cref="ObjectModel.Strict"/> says whether one of them is used after it ended.
    /// </summary>
    public bool LosesTrackOfObjects { get; init; }

    public required VerificationStatistics Statistics { get; init; }

    /// <summary>What was recorded; null unless <see cref="VerifierOptions.Recording"/> asked for something.</summary>
    public LifetimeTrace? Trace { get; init; }

    /// <summary>Wall time.</summary>
    public TimeSpan Duration { get; init; }
}
