using System;
using Vouch.Bytecode.Uapi;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Tests.Stat;

/// <summary>Made-up reports.</summary>
internal static class Reports
{
    public static ProgramReport Accepted(string file, string program, int insns = 10, int states = 2) => new()
    {
        ObjectPath = "out/" + file,
        ProgramName = program,
        SectionName = "xdp",
        ProgramType = ProgramType.Xdp,
        AttachType = AttachType.Xdp,
        ProgramSize = 8,
        Outcome = Outcome.Accepted,
        Verification = new VerificationResult
        {
            Verdict = Vouch.Verifier.Verdict.Accepted,
            Log = "processed\n",
            Statistics = new VerificationStatistics { ProcessedInstructions = insns, TotalStates = states, PeakStates = states, MaxStackDepth = 16 },
            Duration = TimeSpan.FromMicroseconds(7),
        },
    };

    public static ProgramReport Rejected(string file, string program, int insns = 10) => Accepted(file, program, insns) is var report
        ? report with { Outcome = Outcome.Rejected, Verification = report.Verification! with { Verdict = Verdict.Rejected, Errno = Errno.AccessDenied } }
        : throw new InvalidOperationException();
}
