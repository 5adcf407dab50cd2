using System;
using System.Buffers.Binary;

namespace Vouch.Bytecode.Btf;

/// <summary>The header of an encoded BTF, with both sections known to lie inside the data.</summary>
internal readonly record struct BtfHeader(int HeaderLength, int TypeStart, int TypeLength, int StringStart, int StringLength)
{
    private const string Section = ".BTF";

    /// <summary>Reads and checks the header. <paramref name="isSplit"/>: a base supplies the leading empty string.</summary>
    public static BtfHeader Read(ReadOnlySpan<byte> data, bool isSplit)
    {
        if (data.Length < BtfEncoding.MinimumHeader)
        {
            throw Bad("header is cut short", 0);
        }

        if (BtfEncoding.MagicProblem(data) is { } problem)
        {
            throw Bad(problem, 0);
        }

        long headerLength = Word(data, 4);
        if (headerLength < BtfEncoding.MinimumHeader || headerLength > data.Length)
        {
            throw Bad("header length does not fit the data", 4);
        }

        long typeOffset = Word(data, 8), typeLength = Word(data, 12), stringOffset = Word(data, 16), stringLength = Word(data, 20);
        if (stringOffset + stringLength > data.Length - headerLength)
        {
            throw Bad("string section reaches past the end of the data", 16);
        }

        if (typeOffset + typeLength > stringOffset || typeOffset % 4 != 0)
        {
            throw Bad("type section is unaligned or reaches into the strings", 8);
        }

        BtfHeader header = new(
            (int)headerLength, (int)(headerLength + typeOffset), (int)typeLength, (int)(headerLength + stringOffset), (int)stringLength);
        header.CheckStrings(data, isSplit);
        return header;
    }

    private void CheckStrings(ReadOnlySpan<byte> data, bool isSplit)
    {
        if (StringLength == 0 && isSplit)
        {
            return;
        }

        if (StringLength == 0 || data[StringStart + StringLength - 1] != 0)
        {
            throw Bad("string section is empty or its last string is not terminated", StringStart);
        }

        if (!isSplit && data[StringStart] != 0)
        {
            throw Bad("string section does not begin with the empty string; does this BTF need a base?", StringStart);
        }
    }

    internal static BadInputException Bad(string problem, long offset) => new(problem, section: Section, offset: offset);

    private static uint Word(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);
}
