using System.IO;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Story;

public class ExplainCommandTests
{
    [Fact]
    public void Objects_are_drawn_before_and_after_an_instruction()
    {
        Assert.Equal(
            """
            17: (85) call bpf_dynptr_clone#69873

            visit 1 of 1, on path 1
            before
              file 2' r6 ── anchor 3' ── dynptr 4 fp-16
            after
              file 2' r6 ── anchor 3' ─┬─ dynptr 4 fp-16
                                       └─ dynptr 5 fp-32

            """.ReplaceLineEndings("\n"),
            Explain(0, "owned_objects.bpf.o:read_own_file", "--at", "17"));
    }

    [Fact]
    public void Casts_of_the_proposed_series_hang_on_an_anchor()
    {
        Assert.Contains(
            """
              anchor 3' ─┬─ sock 2 r7
                         ├─ sock 4 r6
                         └─ tcp_sock? 5 r0
            """.ReplaceLineEndings("\n"),
            Explain(0, "owned_objects.bpf.o:cast_and_release_by_the_cast", "--at", "20", "--object-model", "v5"),
            System.StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_of_waiting_frames_are_drawn_too()
    {
        Assert.Contains(
            "before\n  anchor 1' ── dynptr 2 f0:fp-16\nafter\n  (no objects)\n",
            Explain(0, "owned_objects.bpf.o:callee_submits", "--at", "20"), System.StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_verifier_lost_track_of_is_drawn_as_lost()
    {
        Assert.Contains(
            "before\n  (lost dynptr 1) ── slice 2 r1\n",
            Explain(0, "escapes.bpf.o:keeps_a_slice_of_a_request", "--at", "12"), System.StringComparison.Ordinal);
    }

    [Fact]
    public void The_instruction_that_rejects_the_program_has_no_state_after_it()
    {
        Assert.EndsWith(
            "after\n  (the program was rejected here)\n",
            Explain(1, "bad_objects.bpf.o:reads_a_slice_of_a_submitted_record", "--at", "24"), System.StringComparison.Ordinal);
    }

    [Fact]
    public void An_instruction_that_is_not_there_is_a_mistake_of_the_user() => Explain(2, "owned_objects.bpf.o:read_own_file", "--at", "999");

    private static string Explain(int exitCode, string program, params string[] options)
    {
        StringWriter output = new(), error = new();
        int code = VouchCommand.Run(["explain", Repo.PathOf("samples/" + program), .. options], new Terminal(output, error));
        Assert.True(code == exitCode, $"{code}: {error}");
        return output.ToString();
    }
}
