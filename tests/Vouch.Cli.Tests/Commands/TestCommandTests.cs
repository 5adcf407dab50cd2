using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Commands;

public class TestCommandTests
{
    private static readonly string Passing = Repo.PathOf("samples/tests/lookups.bpf.o");
    private static readonly string Failing = Repo.PathOf("tests/Vouch.Cli.Tests/Fixtures/failing.bpf.o");

    [Fact]
    public void The_tests_of_the_sample_pass()
    {
        (int code, string output, string error) = Run(Passing);
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith("Expectations skipped, which only a running kernel can judge: 2 on return values\n6 passed, 0 failed, 1 skipped\n", output, StringComparison.Ordinal);
        Assert.Contains("\n  skip    elsewhere: for ARM64\n", output, StringComparison.Ordinal);
        Assert.Contains("\n  pass    checked @unpriv  (a lookup that is checked)\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loads_though", "expected the program to be rejected, but it loaded")]
    [InlineData("is_refused_though", "expected the program to load, but is_refused_though was rejected: R1 invalid mem access 'scalar'")]
    [InlineData("in_another_order", "expected text '0: R1=ctx()' in the log, behind the message before")]
    [InlineData("says_it_though", "unexpected pattern 'R10={{fp[0-9]}}' in the log: 'R10=fp0'")]
    [InlineData("has_no_log", "expected text 'processed' in the log")]
    [InlineData("is_misspelt", "the expectations cannot be read: '[' without ']' in 'a [ bracket'")]
    public void What_does_not_hold_fails_and_is_named(string program, string expectation)
    {
        (int code, string output, string _) = Run(Failing, "--json");
        JsonElement test = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("tests").EnumerateArray(), t => t.GetProperty("program").GetString() == program);
        Assert.Equal(1, code);
        Assert.Equal("fail", test.GetProperty("status").GetString());
        Assert.Equal(expectation, Assert.Single(test.GetProperty("failures").EnumerateArray()).GetProperty("expectation").GetString());
    }

    [Theory]
    [InlineData("*@unpriv", "2 passed, 0 failed, 0 skipped\n")]
    [InlineData("checked", "2 passed, 0 failed, 0 skipped\n")]
    [InlineData("the log of*", "1 passed, 0 failed, 0 skipped\n")]
    [InlineData("none", "0 passed, 0 failed, 0 skipped\n")]
    public void A_filter_takes_names_and_descriptions(string filter, string sum)
    {
        Assert.EndsWith(sum, Run(Passing, "--filter", filter).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_without_tags_have_no_tests()
    {
        (int code, string output, string _) = Run(Repo.PathOf("samples/xdp_filter.bpf.o"));
        Assert.Equal(2, code);
        Assert.EndsWith("\n  no tests\n\n0 passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_has_a_suite_for_each_object_and_a_case_for_each_test()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.Equal(1, Run(Passing, Failing, "--junit", file).Code);
            XElement root = XDocument.Load(file).Root!;
            Assert.Equal([Passing, Failing], root.Elements("testsuite").Select(s => (string?)s.Attribute("name")));
            Assert.Equal((7, 6), (root.Elements().First().Elements("testcase").Count(), root.Elements().Last().Descendants("failure").Count()));
            Assert.Equal(("13", "6", "1"), ((string?)root.Attribute("tests"), (string?)root.Attribute("failures"), (string?)root.Attribute("skipped")));
            Assert.Contains(root.Descendants("failure"), f => f.Value.Contains("0: R1=ctx() R10=fp0\n", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_missing_file_gives_3_beside_the_results_of_others()
    {
        (int code, string output, string error) = Run("no/such/file.bpf.o", Passing);
        Assert.Equal(3, code);
        Assert.Contains("6 passed", output, StringComparison.Ordinal);
        Assert.Contains("no/such/file.bpf.o", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_inside_other_files_are_found_by_every_command()
    {
        string file = Path.GetTempFileName();
        try
        {
            byte[] image = File.ReadAllBytes(Passing);
            File.WriteAllBytes(file, [.. new byte[100], .. image, .. "\0"u8, .. image]);
            Assert.Contains("12 passed, 0 failed, 2 skipped\n", Run(file).Output, StringComparison.Ordinal);
            Assert.Contains($"{file}[1]\n", Run(file + "[1]").Output, StringComparison.Ordinal);
            Assert.Contains("processed", Invoke("log", file + "[0]:logged").Output, StringComparison.Ordinal);
            Assert.Contains($"{file}[1]\nLicense\n", Invoke("inspect", file).Output, StringComparison.Ordinal);
            Assert.Contains("Processed 2 files", Invoke("stat", file).Output, StringComparison.Ordinal);
            Assert.Equal(3, Invoke("check", file + "[2]").Code);
            string folder = Directory.CreateTempSubdirectory().FullName;
            Assert.Equal(0, Invoke("inspect", file, "--extract", folder).Code);
            Assert.Equal(image, File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file) + "-1.bpf.o")));
            Directory.Delete(folder, recursive: true);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) => Invoke(["test", .. arguments]);

    private static (int Code, string Output, string Error) Invoke(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = VouchCommand.Run(arguments, new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }
}
