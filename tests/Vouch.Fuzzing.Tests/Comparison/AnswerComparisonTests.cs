using Vouch.Fuzzing.Comparison;
using Xunit;

namespace Vouch.Fuzzing.Tests.Comparison;

public class AnswerComparisonTests
{
    private const string Log = """
        PROCESSING f.bpf.o/p1, DURATION US: 7, VERDICT: failure, VERIFIER LOG:
        0: (18) r1 = 0xff11223344556677 ; R1=map_value(map=f.bss,ks=4,vs=8)
        1: (95) exit
        R0 !read_ok

        Verification failed: a report of its own
        verification time 40 usec
        stack depth max 8
        subprog 0 (p1) main insns_self 2 insns_total 2 stack 8
        processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

        file_name,prog_name,verdict,total_insns,total_states,peak_states,max_states_per_insn
        f.bpf.o,p1,failure,2,0,0,0
        """;

    private static Answer Kernel() => VeristatLog.Parse(Log)["p1"];

    private static Answer Ours(string message, string time = "3", string map = "fuzz.bss", string stack = "8") => Kernel() with
    {
        Log =
        [
            $"0: (18) r1 = 0xffff888200000000 ; R1=map_value(map={map},ks=4,vs=8)", "1: (95) exit", message,
            $"verification time {time} usec", $"stack depth max {stack}", "subprog 0 (p1) main insns_self 2 insns_total 2 stack 8",
            "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0", "",
        ],
    };

    [Fact]
    public void A_log_reads_as_verdict_counts_and_lines()
    {
        Assert.Equal("failure", Kernel().Verdict);
        Assert.Equal(new Counts(2, 0, 0, 0), Kernel().Counts);
        Assert.True(Kernel().WasJudged);
        Assert.Equal(["R0 !read_ok"], AnswerComparison.MessageOf(Kernel()));
    }

    [Fact]
    public void Addresses_times_object_names_and_the_report_do_not_count()
    {
        Assert.Equal(Differences.None, AnswerComparison.Compare(Kernel(), Ours("R0 !read_ok")));
    }

    [Fact]
    public void What_differs_is_named()
    {
        Assert.Equal(Differences.Message, AnswerComparison.Compare(Kernel(), Ours("R1 !read_ok")));
        Assert.Equal(Differences.Statistics, AnswerComparison.Compare(Kernel(), Ours("R0 !read_ok", stack: "16")));
        Assert.Equal(Differences.Trace, AnswerComparison.Compare(Kernel(), Ours("R0 !read_ok", map: "other")));
        Assert.Equal(Differences.Counts, AnswerComparison.Compare(Kernel(), Ours("R0 !read_ok") with { Counts = new Counts(3, 0, 0, 0) }));
        Assert.True(AnswerComparison.Compare(Kernel(), Ours("") with { Verdict = "success" }).HasFlag(Differences.Verdict));
        Assert.Equal(Differences.Unknown, AnswerComparison.Compare(Kernel(), Ours("") with { Verdict = "unknown" }));
    }
}
