using System;
using System.Globalization;

namespace Vouch.Bytecode.Assembly;

/// <summary>Cuts a text into tokens. A statement ends at a line's end or at a semicolon.</summary>
internal sealed class Lexer(string text)
{
    /// <summary>Longest first, so that a prefix never wins.</summary>
    private static readonly string[] Symbols =
    [
        "s>>=", "<<=", ">>=", "s/=", "s%=", "s>=", "s<=",
        "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "==", "!=", ">=", "<=", "s>", "s<",
        "=", ">", "<", "&", "+", "-", "*", "(", ")", "[", "]", ",", ":", "#",
    ];

    private readonly string text = text;
    private int at;
    private int line = 1;
    private int lineStart;

    public Token Next()
    {
        SkipBlanks();
        if (at >= text.Length)
        {
            return Make(TokenKind.EndOfText, at, "end of text");
        }

        char c = text[at];
        if (c is '\n' or ';')
        {
            return EndStatement(c);
        }

        if (char.IsAsciiDigit(c))
        {
            return Number();
        }

        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return Make(TokenKind.Symbol, at - symbol.Length, symbol);
            }
        }

        return IsNamePart(c) ? Name() : throw Make(TokenKind.Symbol, at, "").Error($"unexpected character '{c}'");
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';

    private Token Make(TokenKind kind, int start, string content, ulong number = 0) =>
        new(kind, content, number, line, start - lineStart + 1);

    private Token EndStatement(char c)
    {
        Token token = Make(TokenKind.EndOfStatement, at, "end of statement");
        at++;
        if (c == '\n')
        {
            line++;
            lineStart = at;
        }

        return token;
    }

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            char c = text[at];
            bool comment = (c == '/' && at + 1 < text.Length && text[at + 1] == '/')
                || (c == '#' && (at == 0 || char.IsWhiteSpace(text[at - 1])));
            if (comment)
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '*')
            {
                SkipBlockComment();
            }
            else if (c is ' ' or '\t' or '\r')
            {
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        int end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Make(TokenKind.Symbol, at, "").Error("comment without an end");
        }

        for (; at < end + 2; at++)
        {
            if (text[at] == '\n')
            {
                line++;
                lineStart = at + 1;
            }
        }
    }

    private Token Name()
    {
        int start = at;
        while (at < text.Length && IsNamePart(text[at]))
        {
            at++;
        }

        return Make(TokenKind.Name, start, text[start..at]);
    }

    private Token Number()
    {
        int start = at;
        bool hex = text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X';
        at += hex ? 2 : 0;
        int digits = at;
        while (at < text.Length && (hex ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        if (!hex && at < text.Length && text[at] is 'f' or 'b' && (at + 1 == text.Length || !IsNamePart(text[at + 1])))
        {
            at++;
            return Make(TokenKind.LocalLabel, start, text[start..at]);
        }

        NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return ulong.TryParse(text.AsSpan(digits, at - digits), style, CultureInfo.InvariantCulture, out ulong value)
            ? Make(TokenKind.Number, start, text[start..at], value)
            : throw Make(TokenKind.Number, start, "").Error($"'{text[start..at]}' is not a 64-bit number");
    }
}
