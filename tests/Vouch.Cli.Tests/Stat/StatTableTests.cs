using System.IO;
using Vouch.Report.Stat;
using Xunit;

namespace Vouch.Cli.Tests.Stat;

public class StatTableTests
{
    [Fact]
    public void The_csv_has_the_columns_of_veristat_in_its_order()
    {
        var writer = new StringWriter();
        StatTable.WriteCsv(writer, StatColumn.CsvDefault, [StatRow.Of(Reports.Rejected("a.bpf.o", "main"))]);
        Assert.Equal(
            "file_name,prog_name,verdict,duration,total_insns,total_states,peak_states,max_states_per_insn,max_mark_read_len," +
            "prog_size,prog_size_jited,prog_type,attach_type,stack_depth,max_stack_depth,mem_peak\n" +
            "a.bpf.o,main,failure,7,10,2,2,0,0,8,0,xdp,xdp,0,16,-1\n",
            writer.ToString());
    }

    [Fact]
    public void The_rows_below_recorded_logs_are_those_of_an_older_veristat()
    {
        var writer = new StringWriter();
        StatTable.WriteCsv(writer, StatColumn.Recorded, [StatRow.Of(Reports.Rejected("a.bpf.o", "main"))]);
        Assert.EndsWith("a.bpf.o,main,failure,7,10,2,2,0,0,8,0,xdp,xdp,0,-1\n", writer.ToString(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_end_a_cell_or_a_line_of_a_csv_is_written_by_its_number()
    {
        var writer = new StringWriter();
        StatTable.WriteCsv(writer, [StatColumn.File, StatColumn.Program, StatColumn.Verdict], [StatRow.Of(Reports.Accepted("a,b.o", "x\ny"))]);
        Assert.Equal("file_name,prog_name,verdict\na\\x2cb.o,x\\x0ay,success\n", writer.ToString());
    }

    [Fact]
    public void The_table_aligns_text_left_and_numbers_right()
    {
        var writer = new StringWriter();
        StatTable.WriteTable(
            writer,
            [StatColumn.File, StatColumn.Verdict, StatColumn.Instructions],
            [StatRow.Of(Reports.Accepted("a.bpf.o", "main", 12345))],
            new StatCounts(1, 1, 2, 3));
        Assert.Equal(
            """
            File     Verdict  Insns
            -------  -------  -----
            a.bpf.o  success  12345
            -------  -------  -----
            Done. Processed 1 files, 1 programs. Skipped 2 files, 3 programs.

            """,
            writer.ToString());
    }

    [Fact]
    public void A_log_has_the_heading_that_veristat_prints()
    {
        var writer = new StringWriter();
        StatLog.Write(writer, Reports.Accepted("a.bpf.o", "main"));
        Assert.Equal("PROCESSING out/a.bpf.o/main, DURATION US: 7, VERDICT: success, VERIFIER LOG:\nprocessed\n\n", writer.ToString());
    }

    [Fact]
    public void An_unknown_verdict_is_never_printed_as_one_of_the_kernels()
    {
        var writer = new StringWriter();
        StatLog.Write(writer, Reports.Accepted("a.bpf.o", "main") with { Outcome = Vouch.Report.Outcome.NotSupported });
        Assert.Contains("VERDICT: unknown,", writer.ToString(), System.StringComparison.Ordinal);
    }
}
