using System;
using System.Buffers.Binary;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Btf.Validation;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class MalformedBtfTests
{
    private readonly SampleBtf sample = new();

    [Theory]
    [InlineData(0, 0xffu, 0, "magic")]
    [InlineData(4, 0x1000u, 4, "header length")]
    [InlineData(8, 2u, 8, "type section")]
    [InlineData(12, 0xfffffff0u, 8, "type section")]
    [InlineData(20, 0xffffffffu, 16, "string section")]
    public void A_broken_header_is_refused_with_its_place(int offset, uint value, int place, string problem)
    {
        byte[] bytes = sample.Builder.Encode();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);

        BadInputException refusal = Assert.Throws<BadInputException>(() => BtfReader.Parse(bytes, ""));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(".BTF", refusal.Section);
        Assert.Equal(place, refusal.Offset);
    }

    [Fact]
    public void Big_endian_data_is_called_by_its_name()
    {
        byte[] bytes = sample.Builder.Encode();
        (bytes[0], bytes[1]) = (bytes[1], bytes[0]);

        Assert.Contains("big-endian", Assert.Throws<BadInputException>(() => BtfReader.Parse(bytes, "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_a_missing_type_is_refused()
    {
        sample.Builder.SetTarget(sample.Pointer, new BtfTypeId(1000));

        Assert.Contains("1000", Assert.Throws<BadInputException>(sample.Builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_whose_type_is_no_prototype_is_refused()
    {
        sample.Builder.SetTarget(sample.Function, sample.Int);

        Assert.Contains("prototype", Assert.Throws<BadInputException>(sample.Builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Typedefs_that_go_round_are_refused()
    {
        sample.Builder.SetTarget(sample.Const, sample.Typedef);

        Assert.Contains("itself", Assert.Throws<BadInputException>(sample.Builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_modifiers_is_read_in_linear_time()
    {
        BtfTypeId at = sample.Int;
        for (int i = 0; i < 200_000; i++)
        {
            at = sample.Builder.AddQualifier(BtfKind.Const, at);
        }

        RawBtf btf = sample.Builder.Build();

        Assert.Equal(BtfKind.Int, btf.SkipModifiers(at).Kind);
        Assert.Equal(-1, btf.SizeOf(at));
    }

    [Fact]
    public void Cutting_the_data_anywhere_is_refused()
    {
        byte[] bytes = sample.Builder.Encode();
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            _ = Assert.Throws<BadInputException>(() => BtfReader.Parse(cut, ""));
        }
    }

    [Fact]
    public void Changed_bytes_never_do_worse_than_a_refusal()
    {
        byte[] original = sample.Builder.Encode();
        Random random = new(7301);
        int accepted = 0, refused = 0, refusedByKernel = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])original.Clone();
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next(24);
            }

            try
            {
                RawBtf btf = BtfReader.Parse(bytes, "");
                SampleBtf.AskEverything(btf);
                refusedByKernel += BtfValidator.Check(btf) is null ? 0 : 1;
                accepted++;
            }
            catch (BadInputException)
            {
                refused++;
            }
        }

        Assert.True(accepted > 1000 && refused > 1000 && refusedByKernel > 1000, $"{accepted} {refused} {refusedByKernel}");
    }
}
