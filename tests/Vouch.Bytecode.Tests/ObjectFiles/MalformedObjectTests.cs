using System;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

public sealed class MalformedObjectTests
{
    private const int Mutations = 2500;

    public static TheoryData<string> Fixtures => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Flipped_bits_give_an_object_or_an_error(string name)
    {
        byte[] original = Fixture.Bytes(name);
        Random random = new(name.Length);
        int errors = 0, objects = 0;
        for (int round = 0; round < Mutations; round++)
        {
            byte[] bytes = [.. original];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            _ = IsReadable(bytes, name) ? objects++ : errors++;
        }

        Assert.True(errors > 0);
        Assert.True(objects > 0);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_truncated_file_is_an_error(string name)
    {
        byte[] original = Fixture.Bytes(name);
        for (int length = 0; length < original.Length; length += Math.Max(1, original.Length / 200))
        {
            Assert.False(IsReadable(original[..length], name));
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Overwritten_words_in_tables_give_an_object_or_an_error(string name)
    {
        byte[] original = Fixture.Bytes(name);
        int table = (int)BitConverter.ToUInt64(original, 40);
        uint[] words = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, (uint)original.Length];
        for (int at = table; at + 4 <= original.Length; at += 4)
        {
            foreach (uint word in words)
            {
                byte[] bytes = [.. original];
                BitConverter.TryWriteBytes(bytes.AsSpan(at), word);
                _ = IsReadable(bytes, name);
            }
        }

        for (int at = 16; at + 4 <= 64; at += 2)
        {
            foreach (uint word in words)
            {
                byte[] bytes = [.. original];
                BitConverter.TryWriteBytes(bytes.AsSpan(at), word);
                _ = IsReadable(bytes, name);
            }
        }
    }

    [Fact]
    public void An_error_tells_file_section_and_offset()
    {
        byte[] bytes = Fixture.Bytes("linking.o");
        int names = (int)BitConverter.ToUInt64(bytes, 40);
        bytes[names + (64 * 2) + 4 + 20] ^= 0xff;

        BadInputException problem = Assert.Throws<BadInputException>(() => ObjectFile.Read(bytes, "linking.o"));
        Assert.Equal("linking.o", problem.File);
        Assert.NotNull(problem.Offset);
    }

    [Fact]
    public void A_huge_zero_section_costs_no_memory()
    {
        byte[] bytes = Fixture.Bytes("maps.o");
        int table = (int)BitConverter.ToUInt64(bytes, 40);
        for (int header = table; header + 64 <= bytes.Length; header += 64)
        {
            if (BitConverter.ToUInt32(bytes, header + 4) == 8)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(header + 32), 0x7fff_ff00UL);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = IsReadable(bytes, "maps.o");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    /// <summary>Reads and prepares; any exception but the one for bad input fails the test.</summary>
    private static bool IsReadable(byte[] bytes, string name)
    {
        try
        {
            ObjectFile file = ObjectFile.Read(bytes, name);
            Assert.All(file.Prepare(SmallKernel.View), p => Assert.True(p.Request is null != p.Failure is null));
            return true;
        }
        catch (BadInputException)
        {
            return false;
        }
    }
}
