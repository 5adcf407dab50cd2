namespace Vouch.Bytecode.Assembly;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    EndOfText,
    EndOfStatement,
    /// <summary>A word: keyword, register, label or other name.</summary>
    Name,
    Number,
    /// <summary>A jump to the next or previous numeric label: <c>1f</c>, <c>1b</c>.</summary>
    LocalLabel,
    /// <summary>An operator or a bracket.</summary>
    Symbol,
}

/// <summary>One token and its place, counted from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, ulong Number, int Line, int Column)
{
    public bool Is(string text) => Kind is TokenKind.Name or TokenKind.Symbol && Text == text;

    public AssemblyException Error(string message) => new(Line, Column, message);
}
