using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Vouch.Verifier.Tests.Flow;

/// <summary>What the passes before exploration print of small programs, line by line as the kernel logged it.</summary>
public class RecordedDumpTests
{
    public static TheoryData<string> Titles => [.. Cases().Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_dump_is_the_kernels(string title)
    {
        (string[] functions, string program, string[] dump) = Cases()[title];
        (Errno outcome, Session session) = new TextProgram { Text = program, Functions = functions }.Run();
        Assert.Equal(Errno.None, outcome);
        Assert.Equal(dump, session.Log.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Without_a_log_the_same_is_found(string title)
    {
        (string[] functions, string program, _) = Cases()[title];
        TextProgram text = new() { Text = program, Functions = functions };
        Session loud = text.Run().Session;
        Session silent = (text with { Level = LogLevels.None }).Run().Session;
        Assert.Empty(silent.Log.ToString());
        Assert.Equal(loud.Facts.PostOrder, silent.Facts.PostOrder);
        Assert.Equal(loud.Facts.Notes.Take(loud.Program.Instructions.Length).Select(notes => notes.LiveRegisters), silent.Facts.Notes.Take(silent.Program.Instructions.Length).Select(notes => notes.LiveRegisters));
        Assert.Equal(loud.Facts.Notes.Take(loud.Program.Instructions.Length).Select(notes => notes.Marks), silent.Facts.Notes.Take(silent.Program.Instructions.Length).Select(notes => notes.Marks));
    }

    private static Dictionary<string, (string[] Functions, string Program, string[] Dump)> Cases()
    {
        using Stream stream = typeof(RecordedDumpTests).Assembly.GetManifestResourceStream(
            $"{typeof(RecordedDumpTests).Namespace}.recorded-dumps.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<string, (string[], string, string[])> cases = [];
        foreach (string text in ("\n" + reader.ReadToEnd()).Split("\n== ").Skip(1))
        {
            string[] halves = text.Split("\n--\n");
            string[] head = halves[0].Split('\n');
            string[] functions = head[1]["functions: ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            cases.Add(head[0], (functions, string.Join('\n', head[2..]), halves[1].TrimEnd('\n').Split('\n')));
        }

        return cases;
    }
}
