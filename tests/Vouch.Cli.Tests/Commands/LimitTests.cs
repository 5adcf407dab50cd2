using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Writing;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Cli.Tests.Commands;

/// <summary>Programs that take longer, or more, than they may.</summary>
public sealed class LimitTests : IDisposable
{
    /// <summary>Some 200,000 instructions on one path.</summary>
    private const string Long = """
        program tc counts_far(Context)
          r7 = 0
        round:
          r7 += 1
          if r7 < 100000 goto round
          r0 = 0
          exit
        """;

    /// <summary>The command as it is built beside these tests.</summary>
    private static readonly string ProgramPath = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Vouch.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "vouch.dll");

    private readonly string folder = Directory.CreateTempSubdirectory("vouch-limits").FullName;
    private readonly string longest;

    public LimitTests()
    {
        longest = Path.Combine(folder, "long.bpf.o");
        File.WriteAllBytes(longest, ObjectWriter.Write(BaseObject.Open(KernelProfile.Linux73.Types, forOrdinaryUser: false), [ProgramText.Parse(Long)]));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_program_that_takes_longer_than_it_may_is_unknown_and_the_next_one_is_checked()
    {
        (int code, string output, string _) = Run("check", "--timeout", "0.000001", longest, Repo.PathOf("samples/xdp_filter.bpf.o"));
        Assert.Equal((int)ExitCode.Unknown, code);
        Assert.Contains("unknown counts_far", output, StringComparison.Ordinal);
        Assert.Contains("time: the verification takes longer than it may", output, StringComparison.Ordinal);
        Assert.Contains("accept  filter_packets", output, StringComparison.Ordinal);
        Assert.Contains("1 accepted, 0 rejected, 1 unknown", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_takes_more_memory_than_it_may_is_unknown()
    {
        (int code, string output, string _) = Run("check", "--max-memory", "1", "--json", longest);
        JsonElement program = JsonDocument.Parse(output).RootElement.GetProperty("programs")[0];
        Assert.Equal((int)ExitCode.Unknown, code);
        Assert.Equal("unknown", program.GetProperty("verdict").GetString());
        Assert.Equal("memory", program.GetProperty("exceeded").GetString());
    }

    [Fact]
    public void Statistics_wait_for_every_program_unless_told_otherwise()
    {
        Assert.Contains("no limit, as when not given", Run("stat", "--help").Output.ReplaceLineEndings(" ").Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("unknown", Run("stat", "--timeout", "0.000001", longest).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_limits_the_same_program_has_a_verdict() =>
        Assert.DoesNotContain("unknown", Run("check", "--timeout", "0", "--max-memory", "0", longest).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_leaves_what_is_known_and_names_the_rest(string signal, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there are no such signals here");

        // A shell that runs the tests behind its prompt has them ignore SIGINT, and so would what they start.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--default-signal=INT,TERM", "dotnet", ProgramPath, "check", "-j", "1", Repo.PathOf("samples/xdp_filter.bpf.o"), .. Enumerable.Repeat(longest, 500)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string? first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", $"-{signal} {process.Id}"))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string output = first + "\n" + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, process.ExitCode);
        Assert.Contains("accept  filter_packets", output, StringComparison.Ordinal);
        Assert.Contains(" on linux-7.3 (7.3.4): ", output, StringComparison.Ordinal);
        Assert.Matches(@"vouch: interrupted; \d+ of 501 files are not done: .*long\.bpf\.o", error);
    }

    [Fact]
    public async Task Nothing_but_the_text_is_sent_to_a_terminal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "nothing here makes a terminal");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"dotnet '{ProgramPath}' kernels list", "/dev/null"])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("linux-7.3\t", output.TrimStart('^', 'D', '\b'), StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = VouchCommand.Run(arguments, new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }
}
