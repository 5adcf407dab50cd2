using System;

namespace Vouch.Bytecode.Assembly;

/// <summary>A register operand: its number, and whether the text names its lower half (<c>w1</c>).</summary>
internal readonly record struct RegisterOperand(int Number, bool IsHalf);

/// <summary>Reads tokens one ahead, and the small phrases that many statements share.</summary>
internal sealed class TokenReader
{
    private readonly Lexer lexer;

    public TokenReader(string text)
    {
        lexer = new Lexer(text);
        Current = lexer.Next();
    }

    public Token Current { get; private set; }

    public Token Take()
    {
        Token token = Current;
        Current = lexer.Next();
        return token;
    }

    public bool TryTake(string text)
    {
        bool found = Current.Is(text);
        if (found)
        {
            Take();
        }

        return found;
    }

    public void Require(string text)
    {
        if (!TryTake(text))
        {
            throw Unexpected($"'{text}'");
        }
    }

    public AssemblyException Unexpected(string wanted) => Current.Error($"expected {wanted}, found '{Current.Text}'");

    public static RegisterOperand? AsRegister(Token token)
    {
        string text = token.Text;
        if (token.Kind != TokenKind.Name || text.Length is < 2 or > 3 || text[0] is not ('r' or 'w'))
        {
            return null;
        }

        return int.TryParse(text.AsSpan(1), System.Globalization.NumberStyles.None, null, out int number) && number <= 11
            ? new RegisterOperand(number, text[0] == 'w')
            : null;
    }

    public RegisterOperand Register()
    {
        RegisterOperand register = AsRegister(Current) ?? throw Unexpected("a register");
        Take();
        return register;
    }

    public RegisterOperand Register(bool isHalf)
    {
        Token token = Current;
        RegisterOperand register = Register();
        return register.IsHalf == isHalf ? register : throw token.Error("registers of different width in one instruction");
    }

    public bool IsNumber => Current.Kind == TokenKind.Number || Current.Is("-") || Current.Is("+");

    /// <summary>An optionally signed number as its 64 bits.</summary>
    public ulong Number()
    {
        bool negative = TryTake("-");
        if (!negative)
        {
            TryTake("+");
        }

        return Current.Kind == TokenKind.Number
            ? unchecked(negative ? 0 - Take().Number : Take().Number)
            : throw Unexpected("a number");
    }

    /// <summary>A number that fits 32 bits, read as signed or as unsigned.</summary>
    public int Immediate()
    {
        Token token = Current;
        long value = unchecked((long)Number());
        return value is >= int.MinValue and <= uint.MaxValue
            ? unchecked((int)value)
            : throw token.Error("the immediate does not fit 32 bits");
    }

    /// <summary>An optional signed offset of 16 bits; 0 when there is none.</summary>
    public int Offset()
    {
        if (!Current.Is("+") && !Current.Is("-"))
        {
            return 0;
        }

        Token token = Current;
        long value = unchecked((long)Number());
        return value is >= short.MinValue and <= short.MaxValue ? (int)value : throw token.Error("the offset does not fit 16 bits");
    }
}
