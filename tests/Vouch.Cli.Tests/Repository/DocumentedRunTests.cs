using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Commands;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

/// <summary>Runs of the command that documents show, behind a <c>$</c> and with what was printed, print that. <c>...</c> stands for the rest.</summary>
public class DocumentedRunTests
{
    private const string Prompt = "$ vouch ";

    public static TheoryData<string, string, string> Runs() =>
    [
        .. from document in Directory.EnumerateFiles(Repo.PathOf("docs"), "*.md").Select(f => "docs/" + Path.GetFileName(f)).Append("README.md")
           from run in RunsIn(File.ReadAllText(Repo.PathOf(document)).ReplaceLineEndings("\n"))
           select new TheoryDataRow<string, string, string>(document, run.Command, run.Shown),
    ];

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_that_a_document_shows_prints_that(string document, string command, string shown)
    {
        string[] arguments = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => a.StartsWith("samples/", StringComparison.Ordinal) ? Repo.PathOf(a) : a)];
        StringWriter output = new();
        VouchCommand.Run(arguments, new Terminal(output, TextWriter.Null));
        string printed = output.ToString().ReplaceLineEndings("\n").Replace(Repo.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.StartsWith(shown, printed, StringComparison.Ordinal);
        Assert.True(shown.Length > 0, $"{document} shows nothing of '{command}'");
    }

    private static IEnumerable<(string Command, string Shown)> RunsIn(string text) =>
        from block in text.Split("```").Where((_, index) => index % 2 == 1)
        where block.Contains("\n" + Prompt, StringComparison.Ordinal)
        from run in block.Split("\n" + Prompt).Skip(1)
        let end = run.IndexOf('\n', StringComparison.Ordinal)
        select (run[..end], run[(end + 1)..].Split("\n...")[0].TrimEnd('\n'));
}
