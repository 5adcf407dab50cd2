using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>A place in memory: <c>(u32 *)(r10 - 4)</c>.</summary>
/// <param name="SizeBits">The size field of the opcode.</param>
/// <param name="IsSigned">True for <c>s8</c>, <c>s16</c> and <c>s32</c>.</param>
/// <param name="Register">The base register.</param>
/// <param name="Offset">Bytes from the base.</param>
internal readonly record struct Place(int SizeBits, bool IsSigned, int Register, int Offset)
{
    public const int Word = 0x00, DoubleWord = 0x18;

    /// <summary>The cast alone: <c>(u32 *)</c>.</summary>
    public static Place ReadType(TokenReader reader)
    {
        reader.Require("(");
        (int size, bool signed) = reader.Current.Text switch
        {
            "u8" => (0x10, false),
            "u16" => (0x08, false),
            "u32" => (Word, false),
            "u64" => (DoubleWord, false),
            "s8" => (0x10, true),
            "s16" => (0x08, true),
            "s32" => (Word, true),
            _ => throw reader.Unexpected("a type such as u32"),
        };
        reader.Take();
        reader.Require("*");
        reader.Require(")");
        return new Place(size, signed, 0, 0);
    }

    public static Place Read(TokenReader reader)
    {
        Place type = ReadType(reader);
        reader.Require("(");
        Place place = ReadAddress(reader, type);
        reader.Require(")");
        return place;
    }

    /// <summary>Register and offset, without parentheses.</summary>
    public static Place ReadAddress(TokenReader reader, Place type) =>
        type with { Register = reader.Register(false).Number, Offset = reader.Offset() };

    public int Opcode(InstructionClass instructionClass, MemoryMode mode) => (int)instructionClass | (int)mode | SizeBits;
}
