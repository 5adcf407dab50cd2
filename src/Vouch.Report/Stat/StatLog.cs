using System;
using System.IO;

namespace Vouch.Report.Stat;

/// <summary>Writes a program's log as veristat's verbose mode does.</summary>
public static class StatLog
{
    /// <summary>The heading, the log and an empty line.</summary>
    public static void Write(TextWriter writer, ProgramReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        string verdict = report.Outcome is Outcome.NotSupported or Outcome.InternalError ? "unknown" : StatColumn.Verdict.TextOf(report);
        writer.Write(FormattableString.Invariant(
            $"PROCESSING {report.ObjectPath}/{report.ProgramName}, DURATION US: {report.DurationMicroseconds}, VERDICT: {verdict}, VERIFIER LOG:\n"));
        writer.Write(report.Verification?.Log ?? "");
        writer.Write('\n');
    }
}
