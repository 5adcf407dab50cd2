using System;
using System.IO;
using Vouch.Bytecode.Loading;
using Vouch.Cli.Commands;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Cli.Tests.Repository;
using Vouch.Cli.Tests.Stat;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Report.Stat;
using Xunit;

namespace Vouch.Cli.Tests.Commands;

/// <summary>What a build server relies on: exit codes, what is said on which side, and that nothing ends a run before its time.</summary>
public class GateTests
{
    private static readonly string Good = Repo.PathOf("samples/xdp_filter.bpf.o");
    private static readonly string Unsafe = Repo.PathOf("samples/escapes.bpf.o");

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = VouchCommand.Run(arguments, new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void A_pattern_that_no_program_matches_gives_2_and_names_those_that_are_there()
    {
        (int code, string _, string error) = Run("check", "-p", "nope", Good);
        Assert.Equal((2, "vouch: no program matches 'nope'; there are: filter_packets\n"), (code, error));
    }

    [Fact]
    public void One_pattern_of_several_that_matches_nothing_gives_2() =>
        Assert.Equal(2, Run("check", "-p", "filter*", "-p", "renamed", Good).Code);

    [Fact]
    public void To_check_nothing_is_fine_for_those_who_say_so() => Assert.Equal(0, Run("check", "-p", "nope", "--allow-empty", Good).Code);

    [Theory]
    [InlineData("-p", "nope")]
    [InlineData("-q")]
    public void A_run_without_a_test_gives_2(params string[] options)
    {
        string[] selection = options[0] == "-q" ? [] : options;
        (int code, string output, string error) = Run(["test", .. selection, Good]);
        Assert.Equal(2, code);
        Assert.Contains("0 passed", output, StringComparison.Ordinal);
        Assert.StartsWith("vouch: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stat_fails_for_what_it_is_told_to_fail_for()
    {
        Assert.Equal(0, Run("stat", "missing.o").Code);
        Assert.Equal(3, Run("stat", "--fail-on", "unreadable", "missing.o").Code);
        Assert.Equal(2, Run("stat", "--fail-on", "empty", "-f", "nope", Good).Code);
    }

    [Fact]
    public void A_defect_of_Vouch_fails_a_run_that_nothing_else_fails()
    {
        ProgramReport broken = Reports.Accepted("a.bpf.o", "main") with { Outcome = Outcome.InternalError };
        ObjectReport report = new("a.bpf.o", ObjectStatus.Processed) { Programs = [broken], ProgramNames = ["main"] };
        Assert.Equal(ExitCode.Internal, Gate.Open.CodeOf([report], new StatFilter([])));
        Assert.Equal(ExitCode.Internal, Gate.Open.CodeOf([ObjectReport.Failed("a.bpf.o", new InvalidOperationException())], new StatFilter([])));
    }

    [Fact]
    public void What_is_accepted_but_not_safe_can_fail_a_run()
    {
        Assert.Equal(0, Run("check", "-p", "keeps_a_slice_of_a_request", Unsafe).Code);
        (int code, string output, string _) = Run("check", "-p", "keeps_a_slice_of_a_request", "--fail-on", "unsafe", Unsafe);
        Assert.Equal(1, code);
        Assert.Contains("1 accepted (1 of them not safe)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_file_does_not_keep_others_from_being_checked()
    {
        (int code, string output, string error) = Run("check", "missing.o", Repo.Root, Good);
        Assert.Equal(3, code);
        Assert.Contains("filter_packets", output, StringComparison.Ordinal);
        Assert.Equal($"vouch: missing.o: there is no such file\nvouch: {Repo.Root}: is a directory\n", error);
    }

    [Fact]
    public void A_file_that_never_ends_is_given_up()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no such file here");
        (int code, string _, string error) = Run("check", "--max-input", "1M", "/dev/zero");
        Assert.Equal(3, code);
        Assert.Contains("/dev/zero: is longer than 1048576 bytes", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_behind_two_dashes_may_begin_with_one()
    {
        (int _, string _, string error) = Run("check", "--", "-dash.o");
        Assert.Equal("vouch: ./-dash.o: there is no such file\n", error);
    }

    [Fact]
    public void A_list_of_files_is_read_by_every_command()
    {
        string list = Path.GetTempFileName();
        File.WriteAllText(list, "# objects\n" + Good + "\n\n");
        Assert.Equal(Run("check", Good), Run("check", "@" + list));
        Assert.Equal(Run("inspect", Good), Run("inspect", "@" + list));
        Assert.Equal(Run("test", Good), Run("test", "@" + list));
        File.Delete(list);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("explain")]
    [InlineData("inspect")]
    [InlineData("test")]
    [InlineData("stat")]
    public void Every_command_selects_programs_and_writes_json_by_the_same_options(string command)
    {
        (int _, string output, string error) = Run(command, "-p", "filter_*", "--json", Good);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
        Assert.DoesNotContain("option", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slip_of_the_finger_in_a_command_is_no_file_to_be_checked()
    {
        (int code, string _, string error) = Run("chekc", Good);
        Assert.Equal((2, "vouch: there is no command 'chekc' and no such file; did you mean 'check'?\n"), (code, error));
    }

    [Theory]
    [InlineData("help", "check")]
    [InlineData("version", "0.")]
    public void What_people_type_for_help_and_version_is_understood(string word, string contained)
    {
        (int code, string output, string _) = Run(word);
        Assert.Equal(0, code);
        Assert.Contains(contained, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_shows_what_is_not_accepted_and_the_sum()
    {
        (int _, string output, string _) = Run("check", "-q", Good);
        Assert.Equal("\n1 program on linux-7.3 (7.3.4): 1 accepted, 0 rejected.\n", output);
    }

    [Fact]
    public void A_cut_log_says_so_on_the_other_side()
    {
        (int _, string output, string error) = Run("log", "-l", "2", "--log-size", "1K", Good);
        Assert.Equal(1024, output.Length);
        Assert.Contains("--log-size", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_error_side_is_no_reason_to_crash()
    {
        Assert.Equal(3, VouchCommand.Run(["check", "missing.o"], new Terminal(new StringWriter(), new BrokenWriter())));
    }

    [Fact]
    public void Lines_of_json_begin_with_the_kernel_and_end_with_what_is_missing()
    {
        string[] lines = Run("check", "-o", "ndjson", Good).Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("{\"start\":{\"schema\":\"vouch.result/1\"", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"program\":{", lines[1], StringComparison.Ordinal);
        Assert.Equal("{\"end\":{\"notDone\":[]}}", lines[2]);
    }

    [Fact]
    public void A_log_has_the_lines_of_the_kernel_alone()
    {
        string program = Repo.PathOf("samples/bad_packets.bpf.o") + ":no_bounds_check";
        string log = Run("log", program).Output;
        Assert.Contains("min value is outside", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Verification failed", log, StringComparison.Ordinal);
        Assert.Contains("Verification failed", Run("stat", "-v", Repo.PathOf("samples/bad_packets.bpf.o")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_lacks_a_kernel_function_hears_how_modules_are_named()
    {
        ProgramReport lacking = Reports.Accepted("a.bpf.o", "main") with
        {
            Outcome = Outcome.NotPrepared, Preparation = new PreparationFailure(PreparationStage.Extern, "extern 'bpf_x': nobody has it"),
        };
        StringWriter output = new();
        var list = new VerdictList(new Terminal(output, TextWriter.Null), KernelProfile.Linux73, new VerdictListOptions());
        list.Add(new ObjectReport("a.bpf.o", ObjectStatus.Processed) { Programs = [lacking] });
        list.Finish(new RunEnd(KernelProfile.Linux73, []));
        Assert.Contains("--module-btf", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--module-btf", Run("check", Unsafe).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_block_of_assembler_the_instruction_is_quoted_instead_of_the_blocks_first_line()
    {
        string output = Run("check", "-p", "divides_a_pointer", Repo.PathOf("samples/bad_flow.bpf.o")).Output;
        Assert.Contains("(instruction 1): (37) r1 /= 3\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("asm volatile", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_of_a_module_that_are_compressed_are_named_so()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ko.xz");
        File.WriteAllBytes(path, [0xfd, .. "7zXZ\0"u8, 0, 4]);
        (int code, string _, string error) = Run("check", "--module-btf", path, Good);
        File.Delete(path);
        Assert.Equal((3, $"vouch: {path}: is compressed by xz; unpack it first: xz -d\n"), (code, error));
    }

    [Fact]
    public void A_table_of_values_has_the_columns_of_the_kernels_own_veristat()
    {
        string[] lines = Run("stat", "-o", "csv", "--deterministic", Good).Output.Split('\n');
        Assert.EndsWith("attach_type,stack_depth,max_stack_depth,mem_peak", lines[0], StringComparison.Ordinal);
        Assert.Equal(16, lines[1].Split(',').Length);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Bad file descriptor");

        public override void Flush() => throw new IOException("Bad file descriptor");
    }
}
