using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using Vouch.Bytecode.Uapi;

namespace Vouch.Cases.Tests;

/// <summary>
/// A file of cases. Behind its heading each case has a line <c>== TITLE</c>, the program's text, a line <c>-- VERDICT COUNTS</c> and the
/// kernel's log, in which addresses are masked. A line <c>flags: NAME</c> in the heading sets load flags, a line <c>user: ordinary</c> says
/// who loads them.
/// </summary>
internal sealed record CaseFile(string Path, string Heading, ImmutableArray<Case> Cases)
{
    private const string CaseStart = "== ", AnswerStart = "-- ", FlagsStart = "flags: ", OrdinaryUser = "user: ordinary";

    /// <summary>The folder that the cases lie in.</summary>
    public static string Folder([CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "Cases");

    /// <summary>All files by name.</summary>
    public static ImmutableArray<CaseFile> ReadAll() =>
        [.. Directory.EnumerateFiles(Folder(), "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The file's place below the folder, without its ending: the feature.</summary>
    public string Name => System.IO.Path.GetRelativePath(Folder(), Path)[..^".txt".Length].Replace('\\', '/');

    public static CaseFile Read(string path)
    {
        string[] parts = File.ReadAllText(path).Split("\n" + CaseStart);
        string? flags = parts[0].Split('\n').FirstOrDefault(l => l.StartsWith(FlagsStart, StringComparison.Ordinal));
        LoadFlags added = flags is null ? LoadFlags.None : Enum.Parse<LoadFlags>(flags[FlagsStart.Length..]);
        return new CaseFile(path, parts[0], [.. parts.Skip(1).Select(p => ReadCase(p, added, parts[0].Split('\n').Contains(OrdinaryUser)))]);
    }

    /// <summary>Writes the file with its answers.</summary>
    public void Write()
    {
        StringBuilder text = new(Heading + "\n");
        foreach (Case one in Cases)
        {
            _ = text.Append(CaseStart).Append(one.Title).Append('\n').Append(one.Text).Append('\n');
            foreach (string line in one.Answer)
            {
                _ = text.Append(line).Append('\n');
            }
        }

        File.WriteAllText(Path, text.ToString());
    }

    private static Case ReadCase(string part, LoadFlags flags, bool isOrdinary)
    {
        string[] lines = part.TrimEnd('\n').Split('\n');
        int answer = Array.FindIndex(lines, l => l.StartsWith(AnswerStart, StringComparison.Ordinal));
        answer = answer < 0 ? lines.Length : answer;
        return new Case(lines[0], string.Join('\n', lines[1..answer]), flags, isOrdinary, [.. lines[answer..]]);
    }
}
