using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Exploration;

/// <summary>Traces of small programs, line by line as the kernel logged them.</summary>
public class RecordedTraceTests
{
    private const string FirstState = "0: R1=ctx() R10=fp0";

    public static TheoryData<string> Titles => [.. Cases().Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_trace_is_the_kernels(string title)
    {
        (string program, string[] trace) = Cases()[title];
        VerificationResult result = Verify(program, LogLevels.All);
        Assert.Equal(trace, Trace(result.Log));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void What_is_logged_changes_no_counter(string title)
    {
        string program = Cases()[title].Program;
        VerificationResult silent = Verify(program, LogLevels.None);
        VerificationResult loud = Verify(program, LogLevels.All);
        Assert.Equal(loud.Verdict, silent.Verdict);
        Assert.Equal(loud.Statistics with { Subprograms = [] }, silent.Statistics with { Subprograms = [] });
        Assert.Empty(silent.Log);
    }

    [Fact]
    public void Of_an_accepted_program_the_path_log_keeps_the_counters_only()
    {
        string program = Cases()["a_counted_loop"].Program;
        string log = Verify(program, LogLevels.Path).Log;
        Assert.StartsWith("processed 11 insns", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_rejected_program_the_path_log_keeps_the_last_path()
    {
        string program = Cases()["the_same_state_again"].Program;
        string[] lines = Verify(program, LogLevels.Path).Log.Split('\n');
        Assert.Contains("infinite loop detected at insn 2", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("4: (95) exit", StringComparison.Ordinal));
    }

    private static VerificationResult Verify(string program, LogLevels level)
    {
        LoadRequest request = new TextProgram { Text = program }.Request();
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = level } };
        return Verifier.Verify(request, KernelProfile.Linux73, options);
    }

    /// <summary>From the first state on, without the report on a rejection, whose words are our own; and the counters.</summary>
    private static string[] Trace(string log)
    {
        string[] lines = [.. log.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line != FirstState)];
        string counters = lines.Single(line => line.StartsWith("processed ", StringComparison.Ordinal));
        IEnumerable<string> trace =
            lines.TakeWhile(line => line != counters && !line.StartsWith("Verification failed", StringComparison.Ordinal));
        return [.. trace.Reverse().SkipWhile(line => line.Length == 0).Reverse(), counters];
    }

    private static Dictionary<string, (string Program, string[] Trace)> Cases()
    {
        using Stream stream = typeof(RecordedTraceTests).Assembly.GetManifestResourceStream(
            $"{typeof(RecordedTraceTests).Namespace}.recorded-traces.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<string, (string, string[])> cases = [];
        foreach (string text in reader.ReadToEnd().Split("\n== ").Skip(1))
        {
            string[] lines = text.TrimEnd('\n').Split('\n');
            int dashes = Array.IndexOf(lines, "--");
            cases.Add(lines[0], (string.Join('\n', lines[1..dashes]), lines[(dashes + 1)..]));
        }

        return cases;
    }
}
