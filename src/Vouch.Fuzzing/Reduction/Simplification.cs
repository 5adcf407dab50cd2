using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Reduction;

/// <summary>Changes of a program's text that leave its meaning alone.</summary>
internal static class Simplification
{
    /// <summary>The same program under another name; its subprograms' names start with the program's.</summary>
    public static FuzzProgram WithName(this FuzzProgram program, string name)
    {
        Regex old = new($@"\b{Regex.Escape(program.Name)}(?=\b|_s\d)");
        return program with
        {
            Functions = [.. program.Functions.Select(f => f with
            {
                Name = old.Replace(f.Name, name),
                Lines = [.. f.Lines.Select(l => old.Replace(l, name))],
            })],
        };
    }

    /// <summary>Without subprograms that no line names, and without labels that no line jumps to.</summary>
    public static FuzzProgram WithoutUnusedFunctions(this FuzzProgram program)
    {
        int count;
        do
        {
            count = program.Functions.Length;
            ImmutableArray<string> lines = [.. program.Functions.SelectMany(f => f.Lines)];
            program = program with
            {
                Functions = [.. program.Functions.Where((f, i) => i == 0 || lines.Any(l => Names(l, f.Name)))],
            };
        }
        while (program.Functions.Length < count);
        ImmutableArray<string> left = [.. program.Functions.SelectMany(f => f.Lines).Where(l => !FuzzProgram.IsLabel(l))];
        return program with
        {
            Functions = [.. program.Functions.Select(f => f with
            {
                Lines = [.. f.Lines.Where(l => !FuzzProgram.IsLabel(l) || left.Any(line => Names(line, l[..^1])))],
            })],
        };
    }

    private static bool Names(string line, string name) => line.Split(' ').Contains(name, StringComparer.Ordinal);
}
