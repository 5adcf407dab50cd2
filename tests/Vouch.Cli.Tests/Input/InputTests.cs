using System;
using System.Collections.Generic;
using System.Text;
using Vouch.Bytecode;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Input;
using Vouch.Cli.Running;
using Xunit;

namespace Vouch.Cli.Tests.Input;

public class InputTests
{
    [Fact]
    public void The_bytes_of_a_name_that_is_no_text_come_back()
    {
        byte[] block = [.. "vouch\0na"u8, 0xff, .. "me"u8, 0xc3, 0];
        List<string> names = FileNameBytes.Split(block);
        Assert.Equal("vouch", names[0]);
        Assert.True(FileNameBytes.AreNeededFor(names[1]));
        Assert.Equal(block["vouch\0".Length..], FileNameBytes.Encode(names[1]));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("1f8b0800", "compressed by gzip")]
    [InlineData("fd377a585a00", "compressed by xz")]
    [InlineData("4243c0de35140000", "LLVM bitcode")]
    [InlineData("7f454c46020201000000000000000000000100f700000001", "big-endian")]
    [InlineData("7f454c4602010100000000000000000002003e0001000000", "no BPF object inside")]
    public void A_file_of_another_kind_is_named(string bytes, string expected)
    {
        byte[] content = Convert.FromHexString(bytes);
        Assert.Contains(expected, ForeignFile.Describe(content), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_once()
    {
        int reads = 0;
        BadInputException problem = Assert.Throws<BadInputException>(() => ObjectSource.Of("pipe", _ =>
        {
            reads++;
            return Encoding.ASCII.GetBytes("not an object, and long enough to be searched for some that it might carry").AsMemory();
        })[0].Read());
        Assert.Equal((1, "offset 0x0: not an ELF file"), (reads, problem.Problem));
    }

    [Theory]
    [InlineData("/build/src/a.c", "src/a.c")]
    [InlineData("/builder/a.c", "/builder/a.c")]
    [InlineData("/other/a.c", "here/a.c")]
    public void Source_files_are_called_as_they_are_here(string path, string called) =>
        Assert.Equal(called, new SourceRoots(["/build", "/other=here"]).Apply(path));
}
