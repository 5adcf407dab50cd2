using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>Deliberate mistakes: a line goes, comes twice or changes its place, a number, register, width or operator changes.</summary>
internal static partial class Mistake
{
    private static readonly string[][] Exchanges =
    [
        ["u8", "u16", "u32", "u64", "s8", "s32"],
        ["==", "!=", "s>", "s<", ">=", "<=", "s>=", "s<=", ">", "<"],
        ["+=", "-=", "&=", "|=", "^=", "*=", "<<=", ">>="],
    ];

    /// <summary>The program with one mistake in it. It may be none: a change can be harmless.</summary>
    public static FuzzProgram Make(FuzzProgram program, Dice dice)
    {
        int chosen = dice.Below(program.Functions.Length);
        FuzzFunction function = program.Functions[chosen];
        List<int> places = [];
        for (int i = 0; i < function.Lines.Length; i++)
        {
            if (!FuzzProgram.IsLabel(function.Lines[i]))
            {
                places.Add(i);
            }
        }

        if (places.Count == 0)
        {
            return program;
        }

        ImmutableArray<string> lines = Change(function.Lines, places, dice);
        return program with { Functions = program.Functions.SetItem(chosen, function with { Lines = lines }) };
    }

    private static ImmutableArray<string> Change(ImmutableArray<string> lines, List<int> places, Dice dice)
    {
        int at = dice.Pick(places);
        string line = lines[at];
        switch (dice.Below(8))
        {
            case 0 or 1:
                return lines.RemoveAt(at);
            case 2:
                return lines.Insert(at, line);
            case 3:
                int other = dice.Pick(places);
                return lines.SetItem(at, lines[other]).SetItem(other, line);
            case 4:
                return lines.Insert(at, lines[dice.Pick(places)]);
            case 5:
                return lines.SetItem(at, ReplaceOne(Register(), line, dice, m => m.Value[..1] + dice.Below(11).ToString(CultureInfo.InvariantCulture)));
            case 6:
                string[] family = dice.Pick<string[]>(Exchanges);
                return lines.SetItem(at, Exchange(line, family, dice));
            default:
                return lines.SetItem(at, ReplaceOne(Number(), line, dice, m => OtherNumber(m.Value, dice)));
        }
    }

    private static string Exchange(string line, string[] family, Dice dice)
    {
        foreach (string word in family)
        {
            int at = line.IndexOf(word, StringComparison.Ordinal);
            if (at >= 0)
            {
                return string.Concat(line.AsSpan(0, at), dice.Pick(family), line.AsSpan(at + word.Length));
            }
        }

        return line;
    }

    private static string OtherNumber(string text, Dice dice)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return text;
        }

        long changed = dice.Below(8) switch
        {
            0 => number + 1,
            1 => number - 1,
            2 => number + 8,
            3 => number - 8,
            4 => number * 2,
            5 => -number,
            6 => 0,
            _ => number + 4,
        };
        return changed.ToString(CultureInfo.InvariantCulture);
    }

    private static string ReplaceOne(Regex pattern, string line, Dice dice, Func<Match, string> change)
    {
        MatchCollection matches = pattern.Matches(line);
        if (matches.Count == 0)
        {
            return line;
        }

        Match match = matches[dice.Below(matches.Count)];
        return string.Concat(line.AsSpan(0, match.Index), change(match), line.AsSpan(match.Index + match.Length));
    }

    [GeneratedRegex(@"\b[rw]\d+\b")]
    private static partial Regex Register();

    [GeneratedRegex(@"(?<![\w#])-?\d+\b")]
    private static partial Regex Number();
}
