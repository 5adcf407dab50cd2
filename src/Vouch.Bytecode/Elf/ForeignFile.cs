using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Vouch.Bytecode.Elf;

/// <summary>What a file is that is no BPF object, where its first bytes tell.</summary>
public static class ForeignFile
{
    private const int BigEndian = 2;

    private const ushort Executable = 2;
    private const ushort SharedObject = 3;

    private static ReadOnlySpan<byte> Bitcode => [(byte)'B', (byte)'C', 0xc0, 0xde];

    private static ReadOnlySpan<byte> WrappedBitcode => [0xde, 0xc0, 0x17, 0x0b];

    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> Xz => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> Zstandard => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>Why there is no BPF object to be read, and what to do; null for what may be one, or cannot be told.</summary>
    public static string? Describe(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
        {
            return "is empty";
        }

        if (ElfFile.HasMagic(file) && file.Length > 20)
        {
            return DescribeElf(file);
        }

        return DescribeCompressed(file) ?? (file.StartsWith(Bitcode) || file.StartsWith(WrappedBitcode)
            ? "LLVM bitcode, as clang -flto and -emit-llvm write it; compile it without them, or by llc -march=bpf -filetype=obj"
            : null);
    }

    /// <summary>By what a file is compressed and how to unpack it; null when it is not.</summary>
    public static string? DescribeCompressed(ReadOnlySpan<byte> file) =>
        file.StartsWith(Gzip) ? "compressed by gzip; unpack it first: gzip -d"
        : file.StartsWith(Xz) ? "compressed by xz; unpack it first: xz -d"
        : file.StartsWith(Zstandard) ? "compressed by Zstandard; unpack it first: zstd -d"
        : null;

    private static string? DescribeElf(ReadOnlySpan<byte> file)
    {
        bool isBig = file[5] == BigEndian;
        ushort type = isBig ? BinaryPrimitives.ReadUInt16BigEndian(file[16..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[16..]);
        ushort machine = isBig ? BinaryPrimitives.ReadUInt16BigEndian(file[18..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
        if (machine == ElfFile.BpfMachine)
        {
            return isBig ? "a big-endian BPF object; compile it with -target bpfel, the kernels known here are little-endian" : null;
        }

        string kind = type switch
        {
            Executable or SharedObject => "an executable or library",
            ElfFile.RelocatableFile => "an object file",
            _ => "an ELF file",
        };
        return machine == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"no BPF object inside: {kind} for {MachineName(machine)}");
    }

    private static string MachineName(ushort machine) => machine switch
    {
        3 => "x86",
        40 => "arm",
        62 => "x86-64",
        183 => "arm64",
        243 => "RISC-V",
        _ => string.Create(CultureInfo.InvariantCulture, $"machine {machine}"),
    };
}
