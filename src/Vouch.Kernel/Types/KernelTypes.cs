using System;
using System.IO;
using Vouch.Bytecode;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Kernel.Types;

/// <summary>Where kernel types come from: a bundled release, or files that the user names.</summary>
public static class KernelTypes
{
    private const string KernelName = "vmlinux";

    /// <summary>The kernel types of a bundled release such as <c>linux-7.3</c>. Cheap: nothing is unpacked before it is asked for.</summary>
    /// <exception cref="ArgumentException">The release is not bundled.</exception>
    public static BtfSpec Open(string profileName) => IndexedBtf.Open(BundledData.Open(profileName, "vmlinux.btfpack"), KernelName);

    /// <summary>A kernel's types from a raw BTF file or an ELF file with a <c>.BTF</c> section.</summary>
    /// <exception cref="BadInputException">The file is neither, or broken.</exception>
    public static BtfSpec OpenFile(string path)
    {
        byte[] data = File.ReadAllBytes(path);
        try
        {
            return BtfReader.Parse(ElfFile.HasMagic(data) ? TypeSection(data, path) : data, KernelName, isKernel: true);
        }
        catch (BadInputException problem)
        {
            throw problem.In(path);
        }
    }

    /// <summary>
    /// A module's types: raw BTF as <c>/sys/kernel/btf/MODULE</c> has it (split from <paramref name="vmlinux"/>), or a module file
    /// (<c>.ko</c>). Where that brings a <c>.BTF.base</c> of its own, the types are relocated to <paramref name="vmlinux"/> as the kernel
    /// does when it loads the module. The module is named after the file.
    /// </summary>
    /// <exception cref="BadInputException">The file is neither, is broken, or belongs to another kernel.</exception>
    public static BtfSpec OpenModule(string path, BtfSpec vmlinux)
    {
        byte[] data = File.ReadAllBytes(path);
        string name = ModuleName(path);
        try
        {
            if (ForeignFile.DescribeCompressed(data) is { } compressed)
            {
                throw new BadInputException("is " + compressed);
            }

            if (!ElfFile.HasMagic(data))
            {
                return ParseSplit(data, name, vmlinux);
            }

            ReadOnlyMemory<byte>? ownBase = ElfFile.ReadSection(data, path, ".BTF.base");
            if (ownBase is null)
            {
                return BtfReader.Parse(TypeSection(data, path), name, vmlinux, isKernel: true);
            }

            RawBtf distilled = BtfReader.Parse(ownBase.Value, ".BTF.base", isKernel: true);
            return DistilledBase.Relocate(BtfReader.Parse(TypeSection(data, path), name, distilled, isKernel: true), distilled, vmlinux);
        }
        catch (BadInputException problem)
        {
            throw problem.In(path);
        }
    }

    private static RawBtf ParseSplit(byte[] data, string name, BtfSpec vmlinux)
    {
        try
        {
            return BtfReader.Parse(data, name, vmlinux, isKernel: true);
        }
        catch (BadInputException problem)
        {
            throw new BadInputException(
                "does not continue this kernel's types; the types of a module file (.ko) need that file itself, which holds their base ("
                + problem.Message + ")", offset: problem.Offset);
        }
    }

    /// <summary>The name the kernel gives a module: the file's without extensions, dashes as underscores.</summary>
    internal static string ModuleName(string path)
    {
        string file = Path.GetFileName(path);
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        return (dot > 0 ? file[..dot] : file).Replace('-', '_');
    }

    private static ReadOnlyMemory<byte> TypeSection(byte[] elf, string path) =>
        ElfFile.ReadSection(elf, path, ".BTF") ?? throw new BadInputException("has no type information", section: ".BTF");
}
