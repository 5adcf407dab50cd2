using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class BtfExtensionReaderTests
{
    [Fact]
    public void Records_come_by_code_section_in_the_order_of_the_file()
    {
        BtfExtension extension = BtfExtensionReader.Parse(Encode(
            functions: [8, /* section */ 5, 1, 0, 11, /* section */ 9, 2, 0, 12, 16, 13],
            lines: [16, 5, 1, 8, 100, 200, (7u << 10) | 3],
            relocations: [16, 5, 1, 24, 4, 300, 2]));

        Assert.Equal([5u, 9u], extension.Functions.Select(s => s.SectionNameOffset));
        Assert.Equal([new FunctionRecord(0, new BtfTypeId(12)), new FunctionRecord(2, new BtfTypeId(13))], extension.Functions[1].Records);
        LineRecord line = Assert.Single(extension.Lines[0].Records);
        Assert.Equal((1, 100u, 200u, 7, 3), (line.InstructionIndex, line.FileNameOffset, line.TextOffset, line.Line, line.Column));
        Assert.Equal(
            new CoreRelocation(24, new BtfTypeId(4), 300, CoreRelocationKind.FieldExists), Assert.Single(extension.CoreRelocations[0].Records));
    }

    [Fact]
    public void What_follows_the_known_part_of_a_record_is_passed_over()
    {
        BtfExtension extension = BtfExtensionReader.Parse(Encode([12, 5, 2, 0, 11, 0xdead, 8, 12, 0xbeef], [], []));

        Assert.Equal([11, 12], extension.Functions[0].Records.Select(r => r.Type.Value));
    }

    [Theory]
    [InlineData(new uint[] { 4, 5, 1, 0 })]
    [InlineData(new uint[] { 10, 5, 1, 0, 0, 0 })]
    [InlineData(new uint[] { 8, 5, 0 })]
    [InlineData(new uint[] { 8, 5, 9, 0, 1 })]
    [InlineData(new uint[] { 8, 5 })]
    [InlineData(new uint[] { 8 })]
    public void Wrong_record_sizes_and_counts_are_refused(uint[] functions)
    {
        byte[] bytes = Encode(functions, [], []);

        Assert.Equal(".BTF.ext", Assert.Throws<BadInputException>(() => BtfExtensionReader.Parse(bytes)).Section);
    }

    [Fact]
    public void Changed_bytes_never_do_worse_than_a_refusal()
    {
        byte[] original = Encode([8, 5, 2, 0, 11, 8, 12], [16, 5, 1, 8, 1, 2, 3], [16, 5, 1, 24, 4, 3, 2]);
        Random random = new(42);
        int refused = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _ = BtfExtensionReader.Parse(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)));
            }
            catch (BadInputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 4999);
    }

    private static byte[] Encode(uint[] functions, uint[] lines, uint[] relocations)
    {
        MemoryStream stream = new();
        BinaryWriter writer = new(stream);
        writer.Write((ushort)0xeb9f);
        writer.Write((byte)1);
        writer.Write((byte)0);
        writer.Write(32);
        int at = 0;
        foreach (IReadOnlyCollection<uint> group in new[] { functions, lines, relocations })
        {
            writer.Write(at);
            writer.Write(group.Count * 4);
            at += group.Count * 4;
        }

        foreach (uint word in functions.Concat(lines).Concat(relocations))
        {
            writer.Write(word);
        }

        return stream.ToArray();
    }
}
