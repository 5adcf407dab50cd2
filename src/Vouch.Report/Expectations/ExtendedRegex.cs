using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Vouch.Report.Expectations;

/// <summary>
/// POSIX extended regular expressions in .NET's syntax, as glibc reads them when lines are kept apart: neither <c>.</c> nor a negated
/// bracket matches a line's end. Of several matches at one place .NET takes the first alternative's, not the longest.
/// </summary>
internal sealed class ExtendedRegex
{
    private readonly string source;
    private readonly StringBuilder target;
    private readonly Stack<int> groups = new();
    private int position;
    private int atom;
    private bool isRepeated;

    private ExtendedRegex(string source)
    {
        this.source = source;
        target = new StringBuilder(source.Length + 16);
        atom = -1;
    }

    /// <summary>The same expression for .NET.</summary>
    /// <exception cref="FormatException">Brackets or parentheses do not match, or a construct is not supported.</exception>
    public static string ToNet(string expression)
    {
        var translation = new ExtendedRegex(expression);
        while (translation.position < expression.Length)
        {
            translation.Step();
        }

        return translation.groups.Count == 0
            ? translation.target.ToString()
            : throw new FormatException($"'(' without ')' in '{expression}'");
    }

    private void Step()
    {
        char next = source[position++];
        switch (next)
        {
            case '\\':
                Escape();
                break;
            case '[':
                BeginAtom();
                Bracket();
                break;
            case '.':
                BeginAtom();
                target.Append("[^\\n]");
                break;
            case '(':
                groups.Push(target.Length);
                target.Append("(?:");
                atom = -1;
                break;
            case ')' when groups.Count > 0:
                target.Append(')');
                atom = groups.Pop();
                isRepeated = false;
                break;
            case '*' or '+' or '?' or '{' when atom >= 0:
                Repeat(next);
                break;
            case '|' or '^' or '$':
                target.Append(next);
                atom = -1;
                break;
            default:
                BeginAtom();
                Literal(next);
                break;
        }
    }

    private void BeginAtom()
    {
        atom = target.Length;
        isRepeated = false;
    }

    private void Literal(char c)
    {
        if (c is '\\' or '*' or '+' or '?' or '|' or '{' or '}' or '[' or ']' or '(' or ')' or '^' or '$' or '.' or '#')
        {
            target.Append('\\');
        }

        target.Append(c);
    }

    private void Escape()
    {
        if (position == source.Length)
        {
            throw new FormatException($"'{source}' ends in a backslash");
        }

        char escaped = source[position++];
        BeginAtom();
        switch (escaped)
        {
            case 'w' or 'W' or 's' or 'S' or 'b' or 'B':
                target.Append('\\').Append(escaped);
                break;
            case >= '1' and <= '9' or '<' or '>' or '`' or '\'':
                throw new FormatException($"'\\{escaped}' is not supported in '{source}'");
            default:
                Literal(escaped);
                break;
        }
    }

    /// <summary>A repetition of a repetition is one of the whole in POSIX, where .NET would read a lazy or possessive one.</summary>
    private void Repeat(char sign)
    {
        if (isRepeated)
        {
            target.Insert(atom, "(?:").Append(')');
        }

        if (sign == '{')
        {
            int end = source.IndexOf('}', position);
            string bounds = end < 0 ? "" : source[position..end];
            if (bounds.Length == 0 || bounds.Any(c => !char.IsAsciiDigit(c) && c != ','))
            {
                throw new FormatException($"broken repetition in '{source}'");
            }

            target.Append('{').Append(bounds[0] == ',' ? "0" : "").Append(bounds).Append('}');
            position = end + 1;
        }
        else
        {
            target.Append(sign);
        }

        isRepeated = true;
    }

    private void Bracket()
    {
        target.Append('[');
        if (position < source.Length && source[position] == '^')
        {
            target.Append("^\\n");
            position++;
        }

        bool isFirst = true;
        for (; position < source.Length; isFirst = false)
        {
            char next = source[position++];
            if (next == ']' && !isFirst)
            {
                target.Append(']');
                return;
            }

            if (next == '[' && position < source.Length && source[position] is ':' or '.' or '=')
            {
                NamedClass();
            }
            else if (next == '-' && !isFirst && position < source.Length && source[position] != ']')
            {
                target.Append('-');
            }
            else
            {
                target.Append(next is '\\' or ']' or '[' or '^' or '-' ? "\\" : "").Append(next);
            }
        }

        throw new FormatException($"'[' without ']' in '{source}'");
    }

    private void NamedClass()
    {
        int end = source.IndexOf(":]", position, StringComparison.Ordinal);
        string name = end < 0 ? "" : source[(position + 1)..end];
        target.Append(name switch
        {
            "alpha" => "a-zA-Z",
            "digit" => "0-9",
            "alnum" => "a-zA-Z0-9",
            "xdigit" => "0-9a-fA-F",
            "lower" => "a-z",
            "upper" => "A-Z",
            "space" => "\\s",
            "blank" => " \\t",
            "punct" => "!-/:-@\\[-`{-~",
            "print" => " -~",
            "graph" => "!-~",
            "cntrl" => "\\x00-\\x1f\\x7f",
            _ => throw new FormatException($"unknown class of characters in '{source}'"),
        });
        position = end + 2;
    }
}
