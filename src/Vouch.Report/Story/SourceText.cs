using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;

namespace Vouch.Report.Story;

/// <summary>The source line of an instruction.</summary>
/// <param name="File">The path as the compiler recorded it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Text">The line without the blanks at its ends.</param>
/// <param name="Column">Where in <paramref name="Text"/> the instruction belongs to, counted from 0; -1 when unknown.</param>
/// <param name="Indent">Blanks that stand before <paramref name="Text"/> in the file.</param>
public sealed record SourceLine(string File, int Line, string Text, int Column, int Indent)
{
    /// <summary>The line begins a block of inline assembler.</summary>
    public bool IsAssembly => IsAssemblyText(Text);

    /// <summary>A line of this text, without the blanks before it, begins a block of inline assembler.</summary>
    internal static bool IsAssemblyText(string text) =>
        text.StartsWith("asm", StringComparison.Ordinal) || text.StartsWith("__asm__", StringComparison.Ordinal);
}

/// <summary>The source lines of a program's instructions, and the names in them.</summary>
/// <param name="request">The program as loaded.</param>
/// <param name="code">Its instructions in words.</param>
internal sealed partial class SourceText(LoadRequest request, ProgramCode code)
{
    /// <summary>Lines are looked at and shown up to this many characters.</summary>
    private const int MaxLength = 300;

    /// <summary>
    /// The line of an instruction; null when it has none of its own. An instruction has the line of the record that begins with it. A
    /// call has that of the nearest record before it as well, if the line names the function called: arguments come first. So has an exit
    /// behind a return, and whatever stands in a block of assembler.
    /// </summary>
    public SourceLine? LineOf(int instruction)
    {
        int record = RecordAt(instruction);
        if (record < 0)
        {
            return null;
        }

        SourceLine line = LineAt(record);
        if (request.Lines[record].InstructionIndex == instruction)
        {
            return line;
        }

        // All of an assembler block has the line that it begins in.
        if (line.IsAssembly)
        {
            return line with { Column = 0 };
        }

        // What returns follows the instruction that sets the result.
        if (code.IsExit(instruction) && (line.Text.StartsWith("return", StringComparison.Ordinal) || line.Text == "}"))
        {
            return line;
        }

        return code.CalleeOf(instruction) is { } callee && IndexOfWord(line.Text, callee) is >= 0 and int column
            ? line with { Column = column }
            : null;
    }

    /// <summary>The line that the log shows before an instruction, whether or not it is the instruction's own; null without records.</summary>
    public SourceLine? LineBefore(int instruction) => RecordAt(instruction) is >= 0 and int record ? LineAt(record) : null;

    /// <summary>The expression that stands at a column, such as <c>hdr->h_proto</c>: where it starts, and its length.</summary>
    public static (int Start, int Length) ExpressionAt(SourceLine line)
    {
        if (line.Column >= 0)
        {
            foreach (Match match in MemberChain().Matches(line.Text))
            {
                if (match.Index <= line.Column && line.Column < match.Index + match.Length)
                {
                    return (match.Index, match.Length);
                }
            }
        }

        return line.Column >= 0 && line.Column < line.Text.Length ? (line.Column, 1) : (0, Math.Max(1, line.Text.Length));
    }

    /// <summary>The variable that the result of a call is assigned to in a line; null when there is none.</summary>
    public static string? AssignedFrom(string text, string callee)
    {
        Match match = Regex.Match(text, $@"([A-Za-z_]\w*)\s*=\s*(?:\([^()]*\)\s*)?{NameInSource(callee)}\s*\(", RegexOptions.CultureInvariant);
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>The variable that a line assigns to; null when it assigns to none, or to several.</summary>
    public static string? AssignedIn(string text)
    {
        MatchCollection matches = Assignment().Matches(text);
        return matches.Count == 1 ? matches[0].Groups[1].Value : null;
    }

    /// <summary>Stands for the last argument of a call.</summary>
    public const int LastArgument = int.MaxValue;

    /// <summary>The variable in an argument of a call in a line; null when that is no plain variable, or its address.</summary>
    public static string? ArgumentOf(string text, string callee, int position)
    {
        Match match = PlainArgument().Match(ExpressionOf(text, callee, position) ?? "");
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>An argument of a call in a line as it stands there; null when the line does not have it.</summary>
    public static string? ExpressionOf(string text, string callee, int position)
    {
        int start = IndexOfWord(text, callee);
        start = start < 0 ? -1 : text.IndexOf('(', start);
        if (start < 0)
        {
            return null;
        }

        List<string> arguments = [];
        int depth = 0, from = start + 1;
        for (int i = start; i < text.Length && (depth > 0 || i == start); i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0 || (depth == 1 && text[i] == ','))
            {
                arguments.Add(text[from..i]);
                from = i + 1;
            }
        }

        int index = position == LastArgument ? arguments.Count - 1 : position;
        return (uint)index < (uint)arguments.Count ? arguments[index].Trim() : null;
    }

    /// <summary>The variable that a line compares with null; null when it does not.</summary>
    public static string? TestedIn(string text)
    {
        Match match = NullTest().Match(text);
        return !match.Success ? null : match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
    }

    private int RecordAt(int instruction)
    {
        int found = -1;
        ImmutableArray<LineRecord> lines = request.Types is null ? [] : request.Lines;
        for (int i = 0; i < lines.Length && lines[i].InstructionIndex <= instruction; i++)
        {
            found = i;
        }

        return found;
    }

    private SourceLine LineAt(int index)
    {
        BtfSpec types = request.Types!;
        LineRecord record = request.Lines[index];
        string raw = Printable(types.String(record.TextOffset));
        string text = raw.Trim();
        int indent = raw.Length - raw.TrimStart().Length, column = record.Column - 1 - indent;
        return new SourceLine(
            Printable(types.String(record.FileNameOffset)), record.Line, text,
            record.Column > 0 && column >= 0 && column < text.Length ? column : -1, indent);
    }

    /// <summary>Text of an object file as it can be shown: of a length to look at, each control character a blank, so that columns stay.</summary>
    private static string Printable(string text)
    {
        string shown = text.Length > MaxLength ? text[..MaxLength] : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? ' ' : c)) : shown;
    }

    /// <summary>A pattern for a function's name as sources have it: some kernel functions hide behind macros without their last word.</summary>
    private static string NameInSource(string function) =>
        function.EndsWith("_impl", StringComparison.Ordinal) ? Regex.Escape(function[..^5]) + "(?:_impl)?" : Regex.Escape(function);

    private static int IndexOfWord(string text, string word)
    {
        Match match = Regex.Match(text, $@"\b{NameInSource(word)}\b", RegexOptions.CultureInvariant);
        return match.Success ? match.Index : -1;
    }

    [GeneratedRegex(@"[A-Za-z_]\w*(?:(?:->|\.)[A-Za-z_]\w*|\[\w+\])*", RegexOptions.CultureInvariant)]
    private static partial Regex MemberChain();

    [GeneratedRegex(@"^\s*&?\s*(?:\([^()]*\)\s*)?&?\s*([A-Za-z_]\w*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainArgument();

    [GeneratedRegex(@"(?<![\w>.])([A-Za-z_]\w*)\s*=(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"!\s*([A-Za-z_]\w*)\b(?!\s*\()|\b([A-Za-z_]\w*)\s*[!=]=\s*(?:NULL|0)\b", RegexOptions.CultureInvariant)]
    private static partial Regex NullTest();
}
