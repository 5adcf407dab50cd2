using System;
using System.Text;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Tests.ObjectFiles;
using Xunit;

namespace Vouch.Bytecode.Tests.Elf;

public sealed class ElfFileTests
{
    [Fact]
    public void Sections_and_symbols_are_found_by_number_and_name()
    {
        ElfFile file = ElfFile.Read(Fixture.Bytes("linking.o"), "linking.o");

        ElfSection text = file.Section(".text")!;
        Assert.Same(text, file.Sections[text.Index]);
        Assert.True(text.IsExecutable);
        ElfSymbol middle = Assert.Single(file.Symbols, s => s.Name == "middle");
        Assert.Equal((text.Index, ElfSymbolType.Function, ElfBinding.Global), (middle.Section, middle.Type, middle.Binding));
        Assert.True(Assert.Single(file.Symbols, s => s.Name == "quiet").IsHidden);
        Assert.Null(file.Section(".nothing"));
    }

    [Theory]
    [InlineData(0, 0x00, "not an ELF file")]
    [InlineData(4, 1, "64-bit")]
    [InlineData(5, 2, "little-endian")]
    [InlineData(16, 2, "relocatable")]
    [InlineData(18, 62, "BPF machine")]
    public void A_file_of_another_kind_is_told_apart(int offset, byte value, string expected)
    {
        byte[] bytes = Fixture.Bytes("linking.o");
        bytes[offset] = value;

        BadInputException problem = Assert.Throws<BadInputException>(() => ElfFile.Read(bytes, "linking.o"));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(offset, problem.Offset);
    }

    [Fact]
    public void Text_is_not_an_ELF_file() =>
        Assert.Throws<BadInputException>(() => ElfFile.Read(Encoding.ASCII.GetBytes("int main() { return 0; }"), "main.c"));
}
