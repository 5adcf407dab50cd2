using System;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using Vouch.Verifier.State;

namespace Vouch.Verifier;

/// <summary>The end of a verification: closing log lines and the result.</summary>
internal static class ClosingStatistics
{
    /// <summary>Logs the closing lines and makes the result.</summary>
    public static VerificationResult Finish(Session session, Check outcome, TimeSpan duration)
    {
        ImmutableArray<SubprogramStatistics>.Builder subprograms = ImmutableArray.CreateBuilder<SubprogramStatistics>();
        for (int i = 0; i < session.Findings.Subprograms.Length; i++)
        {
            SubprogramFindings findings = session.Findings.Subprograms[i];
            SubprogramInfo info = findings.Info;
            if (findings.IsHidden)
            {
                continue;
            }

            string kind = i == 0 ? "main" : info.IsGlobal ? "global" : "static";
            string name = info.Name.Length == 0 ? "<unknown>" : info.Name;
            subprograms.Add(new(subprograms.Count, name, kind, findings.OwnInstructions, findings.TotalInstructions, findings.StackDepth));
        }

        VerificationStatistics statistics = new()
        {
            ProcessedInstructions = session.Counters.ProcessedInstructions,
            TotalStates = session.Counters.TotalStates,
            PeakStates = session.Counters.PeakStates,
            MaxStatesPerInstruction = session.Counters.MaxStatesPerInstruction,
            MaxStackDepth = session.Counters.MaxStackDepth,
            Subprograms = subprograms.ToImmutable(),
        };
        if (session.Rejections.WasVerified)
        {
            WriteLines(session, statistics, outcome.IsOk, duration);
        }

        if (session.Budget is { GivenUp: not GivenUp.No })
        {
            // What follows from a verification that was given up, that of the program it attaches to for example, is no verdict either.
            outcome = session.GiveUp();
        }

        bool isUnsupported = outcome.Code == Errno.NotModelled;
        Debug.Assert(outcome.IsOk || isUnsupported || session.Rejections.Current.First.Rule != Rule.None, "a rejection names a rule");
        string log = session.Log.ToString();
        string message = outcome.IsOk ? "" : session.Rejections.UnsupportedFeature ?? session.Rejections.Text.TrimEnd('\n');
        PlaceholderText.Apply(session, ref log, ref message);
        return new VerificationResult
        {
            Verdict = outcome.IsOk ? Verdict.Accepted : isUnsupported ? Verdict.NotSupported : Verdict.Rejected,
            Errno = isUnsupported ? Errno.None : outcome.Code,
            GivenUp = isUnsupported ? session.Budget?.GivenUp ?? GivenUp.No : GivenUp.No,
            Log = log,
            IsLogCut = session.Log.IsCut,
            Message = message,
            Rejection = outcome.IsOk || isUnsupported ? null : Named(session, session.Rejections.Current.First),
            LosesTrackOfObjects = session.Findings.LosesTrackOfObjects,
            LastInstruction = session.Counters.ProcessedInstructions == 0 ? -1 : session.Path.InstructionIndex,
            Statistics = statistics,
            Trace = session.Recorder?.Finish(isRejected: !outcome.IsOk),
            Duration = duration,
        };
    }

    /// <summary>Where the program is rejected a function's number is at hand; people know it by its name.</summary>
    private static Rejection Named(Session session, Rejection rejection) =>
        rejection.Subject is { Kind: SubjectKind.Subprogram, Number: int number } && number < session.Facts.Subprograms.Length
            && session.Facts.Subprograms[number].Name is { Length: > 0 } name
            ? rejection with { Subject = rejection.Subject.Named(name) }
            : rejection;

    private static void WriteLines(Session session, VerificationStatistics statistics, bool isAccepted, TimeSpan duration)
    {
        if (session.Log.HasStatistics)
        {
            session.Log.Write($"verification time {(long)duration.TotalMicroseconds} usec\n");
            if (session.Program.Kernel.Rules.Log.CountsByFunction)
            {
                WriteFunctions(session, statistics);
            }
            else
            {
                // A program that throws has got the default handler as one more function.
                bool hasHandler = isAccepted && session.Findings.SawException && session.Facts.ExceptionCallback == 0;
                session.Log.Write($"stack depth {string.Join('+', statistics.Subprograms.Select(row => row.StackDepth))}{(hasHandler ? "+0" : "")}\n");
            }
        }

        session.Log.Write(
            $"processed {statistics.ProcessedInstructions} insns (limit 1000000) max_states_per_insn {statistics.MaxStatesPerInstruction} total_states {statistics.TotalStates} peak_states {statistics.PeakStates} mark_read 0\n");
    }

    private static void WriteFunctions(Session session, VerificationStatistics statistics)
    {
        session.Log.Write($"stack depth max {statistics.MaxStackDepth}\n");
        foreach (SubprogramStatistics row in statistics.Subprograms)
        {
            session.Log.Write(
                $"subprog {row.Index} ({row.Name}) {row.Kind} insns_self {row.OwnInstructions} insns_total {row.TotalInstructions} stack {row.StackDepth}\n");
        }
    }
}
