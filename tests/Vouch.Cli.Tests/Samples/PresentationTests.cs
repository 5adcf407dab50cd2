using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Vouch.Kernel;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Samples;

/// <summary>How a run is shown or spread over processors must not change what it finds.</summary>
public class PresentationTests
{
    private static readonly string[] Objects = [.. Directory.EnumerateFiles(Repo.PathOf("samples"), "*.o").Order(StringComparer.Ordinal)];

    [Fact]
    public void The_log_level_changes_neither_verdicts_nor_counters()
    {
        KernelProfile kernel = KernelProfile.Open("linux-7.3");
        KernelView view = kernel.OpenView();
        LogLevels[] levels = [LogLevels.None, LogLevels.Path, LogLevels.All | LogLevels.Statistics, LogLevels.All | LogLevels.KeepBeginning];
        foreach (LoadRequest request in Objects.SelectMany(o => ObjectFile.Read(o).Prepare(view)).Select(p => p.Request!))
        {
            IEnumerable<string> findings = levels
                .Select(level => Verifier.Verifier.Verify(request, kernel, new VerifierOptions { Presentation = new Presentation { LogLevel = level, LogSize = 4096 } }))
                .Select(r => $"{r.Verdict} {r.Errno} {r.Message} {r.Statistics.ProcessedInstructions} {r.Statistics.TotalStates} {r.Statistics.PeakStates}")
                .Distinct();
            Assert.Single(findings);
        }
    }

    [Fact]
    public void Jobs_change_nothing_of_what_is_printed()
    {
        Assert.Equal(Print(1), Print(4));
    }

    private static string Print(int jobs)
    {
        var output = new StringWriter();
        string[] arguments = ["stat", "--deterministic", "-v", "-l", "2", "-j", $"{jobs}", .. Objects];
        Assert.Equal(0, VouchCommand.Run(arguments, new Terminal(output, TextWriter.Null)));
        // The time is in the log's own closing lines, which the kernel writes.
        return string.Join('\n', output.ToString().Split('\n').Where(l => !l.StartsWith("verification time ", StringComparison.Ordinal)));
    }
}
