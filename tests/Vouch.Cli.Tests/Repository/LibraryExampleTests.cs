using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Kernel;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

/// <summary>The example of docs/library.md, compiled and run. The document and this file must hold the same lines.</summary>
public class LibraryExampleTests
{
    [Fact]
    public void The_example_runs()
    {
        List<string> lines = [];
        Example(Repo.PathOf("samples/xdp_filter.bpf.o"), lines.Add);
        Assert.Equal(["filter_packets: Accepted after 193 instructions"], lines);
    }

    [Fact]
    public void The_document_shows_the_code_that_is_compiled_here()
    {
        string[] compiled = [.. File.ReadLines(Repo.PathOf("tests/Vouch.Cli.Tests/Repository/LibraryExampleTests.cs")).Select(Comparable)];
        IEnumerable<string> shown = File.ReadAllText(Repo.PathOf("docs/library.md")).Split("```")[1].Split('\n')
            .Skip(1)
            .Select(Comparable)
            .Where(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal));
        Assert.Empty(shown.Except(compiled));
    }

    /// <summary>The document prints, the test collects; the document names a file, the test a path.</summary>
    private static string Comparable(string line) =>
        line.Trim().Replace("Console.WriteLine", "print", StringComparison.Ordinal).Replace("\"samples/xdp_filter.bpf.o\"", "path", StringComparison.Ordinal)
            .Replace("Verifier.Verifier.", "Verifier.", StringComparison.Ordinal);

    private static void Example(string path, Action<string> print)
    {
        KernelProfile kernel = KernelProfile.Open("linux-7.3");
        ObjectFile file = ObjectFile.Read(path);
        foreach (PreparedProgram program in file.Prepare(kernel.OpenView()))
        {
            if (program.Request is not { } request)
            {
                print($"{program.Program.Name}: {program.Failure!.Stage}: {program.Failure.Message}");
                continue;
            }

            VerificationResult result = Verifier.Verifier.Verify(request, kernel);
            print($"{request.ProgramName}: {result.Verdict} after {result.Statistics.ProcessedInstructions} instructions");
            if (result.Verdict == Verdict.Rejected)
            {
                print($"  {result.Rejection?.Entry.Id}: {result.Errno}: {result.Message}");
            }
        }
    }
}
