using System;
using System.IO;
using System.Linq;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Stat;

/// <summary>Two runs side by side, and one again: what veristat 0.5.1 printed for these very files, unless a name says otherwise.</summary>
public sealed class SavedStatisticsTests : IDisposable
{
    private const string First = """
        file_name,prog_name,verdict,total_insns,prog_type,mem_peak
        d.o,p,success,32,xdp,-1
        d.o,q,success,0,xdp,0
        d.o,r,failure,800,xdp,-5
        a.o,z,success,3,sched_cls,4

        """;

    private const string Second = """
        file_name,prog_name,verdict,total_insns,prog_type,mem_peak
        d.o,r,success,801,xdp,-4
        d.o,p,success,33,xdp,-1
        d.o,q,success,-4,kprobe,5
        b.o,z,failure,3,sched_cls,4

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("vouch-stat").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Two_runs_are_compared_program_by_program() => Assert.Equal(
        """
        file_name,prog_name,verdict_base,verdict_comp,verdict_diff,total_insns_base,total_insns_comp,total_insns_diff,prog_type_base,prog_type_comp,prog_type_diff,mem_peak_base,mem_peak_comp,mem_peak_diff
        a.o,z,success,N/A,N/A,3,N/A,N/A,sched_cls,N/A,N/A,4,N/A,N/A
        b.o,z,N/A,failure,N/A,N/A,3,N/A,N/A,sched_cls,N/A,N/A,4,N/A
        d.o,p,success,success,MATCH,32,33,+1 (+3.12%),xdp,xdp,MATCH,-1,-1,+0 (-0.00%)
        d.o,q,success,success,MATCH,0,-4,-4 (-100.00%),xdp,kprobe,MISMATCH,0,5,+5 (+100.00%)
        d.o,r,failure,success,MISMATCH,800,801,+1 (+0.12%),xdp,xdp,MATCH,-5,-4,+1 (-20.00%)

        """, Compare("-o", "csv"));

    [Fact]
    public void The_table_of_two_runs_has_three_columns_for_each_value() => Assert.Equal(
        """
        File  Program  Verdict (A)  Verdict (B)  Verdict (DIFF)  Insns (A)  Insns (B)  Insns  (DIFF)
        ----  -------  -----------  -----------  --------------  ---------  ---------  -------------
        a.o   z        success      N/A          N/A                     3        N/A            N/A
        b.o   z        N/A          failure      N/A                   N/A          3            N/A
        d.o   p        success      success      MATCH                  32         33    +1 (+3.12%)
        d.o   q        success      success      MATCH                   0         -4  -4 (-100.00%)
        d.o   r        failure      success      MISMATCH              800        801    +1 (+0.12%)

        """, Compare("-e", "file,prog,verdict,insns"));

    [Theory]
    [InlineData("insns_diff^", "z z q p r")]
    [InlineData("|insns_diff|", "z z q p r")]
    [InlineData("insns_a", "r p z q z")]
    [InlineData("insns_pct", "p r q z z")]
    [InlineData("insns", "r p z q z")]
    [InlineData("verdict_diff^,prog.", "z z r q p")]
    public void Pairs_are_sorted_by_the_value_that_is_meant_and_what_is_missing_is_least(string spec, string expected)
    {
        string[] lines = Compare("-o", "csv", "-e", "prog", "-s", spec).TrimEnd('\n').Split('\n');
        Assert.Equal(expected, string.Join(' ', lines.Skip(1)));
    }

    /// <summary>veristat takes what is missing for a large number, and drops signs.</summary>
    [Theory]
    [InlineData("insns_diff<0", "q")]
    [InlineData("insns_diff>0", "p r")]
    [InlineData("|insns_diff|>1", "q")]
    [InlineData("verdict_diff=mismatch", "r")]
    [InlineData("insns_pct>3.", null)]
    [InlineData("insns_pct>=3", "p")]
    [InlineData("/p", "p")]
    public void Filters_mean_the_number_as_it_is_and_not_what_is_missing(string filter, string? expected)
    {
        (int code, string output, string _) = Run("-C", Save("a", First), Save("b", Second), "-o", "csv", "-e", "prog", "-f", filter);
        Assert.Equal(expected is null ? 1 : 0, code);
        Assert.Equal(expected ?? "", string.Join(' ', output.TrimEnd('\n').Split('\n').Skip(1)));
    }

    [Fact]
    public void A_run_is_shown_again_with_other_columns_order_and_rows() => Assert.Equal(
        """
        Program  Insns  Program type
        -------  -----  ------------
        r          800  xdp         
        p           32  xdp         
        q            0  xdp         
        -------  -----  ------------
        Done. Processed 0 files, 0 programs. Skipped 0 files, 0 programs.

        """, Run("-R", Save("a", First), "-e", "prog,insns,prog_type", "-s", "insns", "-f", "d.o").Output);

    [Fact]
    public void Columns_that_one_of_two_runs_lacks_are_left_out_unless_somebody_asks_for_them()
    {
        string older = Save("older", "file_name,prog_name,total_insns\na.o,p,1\n"), newer = Save("newer", "prog_name,file_name,total_insns,total_states\np,a.o,2,3\n");
        Assert.Equal("file_name,prog_name,total_insns_base,total_insns_comp,total_insns_diff\na.o,p,1,2,+1 (+100.00%)\n", Run("-C", older, newer, "-o", "csv").Output);
        Assert.Contains("total_states_base", Run("-C", older, newer, "-o", "csv", "-e", "states").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("speed,file_name\n1,2\n", 3)]
    [InlineData("file_name,prog_name,verdict\nx,y\n", 22)]
    [InlineData("file_name,prog_name,verdict\nx,y,maybe\n", 22)]
    [InlineData("file_name,prog_name,verdict\nx,y,success,3\n", 22)]
    [InlineData("verdict,total_insns\nsuccess,3\n", 22)]
    [InlineData("file_name,prog_type,prog_name\nx,nonsense,y\n", 22)]
    [InlineData("file_name,prog_name,total_insns\nx,y,99999999999999999999\n", 22)]
    [InlineData("", 22)]
    public void A_file_that_is_no_such_table_gives_the_error_number_that_veristat_gives(string content, int expected)
    {
        (int code, string output, string error) = Run("-R", Save("bad", content));
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith("vouch: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_or_too_many_and_modes_that_exclude_each_other_are_refused()
    {
        string file = Save("a", First);
        Assert.Equal(2, Run("-R", Path.Combine(folder, "missing.csv")).Code);
        Assert.Equal(22, Run("-C", file).Code);
        Assert.Equal(22, Run("-R", file, file).Code);
        Assert.Equal(1, Run("-C", "-R", file).Code);
    }

    [Fact]
    public void What_this_command_writes_it_reads_again()
    {
        string saved = Run("-o", "csv", Repo.PathOf("samples/bad_packets.bpf.o"), Repo.PathOf("samples/xdp_filter.bpf.o")).Output;
        Assert.Equal(saved, Run("-R", Save("saved", saved), "-o", "csv").Output);
    }

    private string Compare(params string[] options) => Run(["-C", Save("a", First), Save("b", Second), .. options]).Output;

    private string Save(string name, string content)
    {
        string path = Path.Combine(folder, name + ".csv");
        File.WriteAllText(path, content.ReplaceLineEndings("\n"));
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = VouchCommand.Run(["stat", .. arguments], new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }
}
