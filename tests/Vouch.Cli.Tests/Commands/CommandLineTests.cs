using System;
using System.IO;
using Vouch.Cli.Commands;
using Xunit;

namespace Vouch.Cli.Tests.Commands;

public class CommandLineTests
{
    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = VouchCommand.Run(arguments, new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("check")]
    [InlineData("check", "--nonsense", "x.o")]
    [InlineData("chekc", "x.o")]
    [InlineData("check", "-j", "0", "x.o")]
    [InlineData("explain", "--visit", "1", "x.o")]
    [InlineData("explain", "--at", "x", "x.o")]
    [InlineData("log", "-l", "99", "x.o")]
    [InlineData("check", "--cpus", "0", "x.o")]
    [InlineData("check", "-k", "linux-1.0", "x.o")]
    public void A_wrong_command_line_gives_2_and_says_why(params string[] arguments)
    {
        (int code, string _, string error) = Run(arguments);
        Assert.Equal(2, code);
        Assert.StartsWith("vouch: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_option_of_stat_gives_64_as_veristat_does()
    {
        Assert.Equal(64, Run("stat", "--nonsense", "x.o").Code);
    }

    [Fact]
    public void An_unknown_column_of_stat_gives_1_as_veristat_does()
    {
        (int code, string _, string error) = Run("stat", "-e", "speed", "x.o");
        Assert.Equal((1, "vouch: Unrecognized stat name 'speed'\n"), (code, error.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("log")]
    [InlineData("inspect")]
    public void A_missing_file_gives_3_and_names_it(string command)
    {
        (int code, string _, string error) = Run(command, "no/such/file.bpf.o");
        Assert.Equal(3, code);
        Assert.Contains("file.bpf.o", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_object_is_skipped_by_stat()
    {
        (int code, string output, string _) = Run("stat", typeof(CommandLineTests).Assembly.Location);
        Assert.Equal(0, code);
        Assert.EndsWith("Done. Processed 0 files, 0 programs. Skipped 1 files, 0 programs.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_not_there_gives_3_and_is_named()
    {
        (int code, string _, string error) = Run("check", "--target", "no/such/file.bpf.o:program", "x.o");
        Assert.Equal(3, code);
        Assert.Contains("file.bpf.o", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_extracted_from_what_carries_no_object()
    {
        string file = typeof(CommandLineTests).Assembly.Location;
        Assert.Equal(3, Run("inspect", file, "--extract", Path.Combine(Path.GetTempPath(), "unused")).Code);
    }

    [Fact]
    public void A_file_name_alone_is_checked()
    {
        Assert.Equal(Run("check", "no/such/file.bpf.o"), Run("no/such/file.bpf.o"));
    }

    [Theory]
    [InlineData("--help", "check")]
    [InlineData("check --help", "--module-btf")]
    [InlineData("stat --help", "--log-dir")]
    public void Help_is_an_answer(string line, string contained)
    {
        (int code, string output, string _) = Run(line.Split(' '));
        Assert.Equal(0, code);
        Assert.Contains(contained, output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernels_are_listed_and_how_far_they_are_followed()
    {
        Assert.Equal("linux-7.3\t7.3.4\texact\nlinux-6.18\t6.18.15\tpreview\n", Run("kernels", "list").Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Json_names_its_schema()
    {
        (int _, string output, string _) = Run("check", "--json", "no/such/file.bpf.o");
        Assert.Contains("\"schema\": \"vouch.result/1\"", output, StringComparison.Ordinal);
        Assert.Contains("no/such/file.bpf.o", output, StringComparison.Ordinal);
    }
}
