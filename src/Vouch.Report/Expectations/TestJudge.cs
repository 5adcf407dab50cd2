using System;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Verifier;

namespace Vouch.Report.Expectations;

/// <summary>Compares what became of a program with what was expected of it.</summary>
public static class TestJudge
{
    /// <summary>The judgement. Only the program's own report decides; see <see cref="TestResult.Failures"/> for what did not hold.</summary>
    /// <param name="program">The program's expectations.</param>
    /// <param name="mode">One of the modes it is tested in.</param>
    /// <param name="report">What the verifier said, at <see cref="LevelOf"/>.</param>
    /// <param name="auxiliary">The report of an auxiliary program that does not load and takes the test's load with it, or null.</param>
    public static TestResult Judge(ProgramExpectations program, TestMode mode, ProgramReport report, ProgramReport? auxiliary = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(report);
        ModeExpectations expected = program.In(mode) ?? throw new ArgumentException("the program is not tested in this mode", nameof(mode));
        ProgramReport decisive = report.Outcome == Outcome.Accepted ? auxiliary ?? report : report;
        var result = new TestResult
        {
            ObjectPath = report.ObjectPath,
            ProgramName = program.ProgramName,
            Mode = mode,
            Description = program.Description,
            Unjudged = expected.Unjudged,
            Duration = report.Verification?.Duration ?? TimeSpan.Zero,
            Status = TestStatus.Passed,
        };
        if (decisive.Outcome is Outcome.NotSupported or Outcome.InternalError)
        {
            bool isDefect = decisive.Outcome == Outcome.InternalError;
            return result with
            {
                Status = isDefect ? TestStatus.InternalError : TestStatus.Unknown,
                Reason = isDefect ? decisive.Message : "not supported yet: " + decisive.Message,
            };
        }

        string log = LogOf(program, report);
        ImmutableArray<TestFailure> failures =
        [
            .. VerdictFailure(expected, decisive, log),
            .. MessageCheck.Check(log, expected.Messages).Select(failure => Describe(failure, log)),
        ];
        return failures.IsEmpty ? result : result with { Status = TestStatus.Failed, Failures = failures };
    }

    /// <summary>The log level to verify at.</summary>
    public static LogLevels LevelOf(ProgramExpectations program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.LogLevel == LogLevels.None ? LogLevels.Path : program.LogLevel;
    }

    /// <summary>A loader that asks for no log gets one only from the second attempt, after a rejection.</summary>
    private static string LogOf(ProgramExpectations program, ProgramReport report) =>
        program.LogLevel == LogLevels.None && report.Outcome == Outcome.Accepted ? "" : report.Verification?.Log ?? "";

    private static ImmutableArray<TestFailure> VerdictFailure(ModeExpectations expected, ProgramReport decisive, string log)
    {
        bool failed = decisive.Outcome != Outcome.Accepted;
        if (failed == expected.ExpectsFailure)
        {
            return [];
        }

        string why = decisive.Outcome == Outcome.NotPrepared ? $"{decisive.Stage}: {decisive.Message}" : decisive.Message.ReplaceLineEndings("; ");
        return failed
            ? [new TestFailure($"expected the program to load, but {decisive.ProgramName} was rejected: {why}", log)]
            : [new TestFailure("expected the program to be rejected, but it loaded", "")];
    }

    private static TestFailure Describe(MessageFailure failure, string log)
    {
        string kind = failure.Message.IsPattern ? "pattern" : "text";
        string expectation = failure.Found is { } found
            ? $"unexpected {kind} '{failure.Message.Text}' in the log: '{found}'"
            : $"expected {kind} '{failure.Message.Text}' in the log{(failure.SearchedFrom > 0 ? ", behind the message before" : "")}";
        return new TestFailure(expectation, log[failure.SearchedFrom..failure.SearchedTo]);
    }
}
