using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Fuzzing.Base;

/// <summary>The object that every generated one starts from: its maps, its global data and its types.</summary>
internal sealed class BaseObject
{
    private static readonly string[] CopiedSections = [".maps", ".data", ".rodata", ".bss", "license"];

    private BaseObject(ElfFile elf, BtfSpec kernelTypes)
    {
        Elf = elf;
        Types = BtfReader.Parse(elf.Section(".BTF")!.Data, "");
        Sections = [.. elf.Sections.Where(s => CopiedSections.Contains(s.Name))];
        KernelTypes = kernelTypes;
        int maps = elf.Section(".maps")!.Index;
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        names.AddRange(elf.Symbols.Where(s => s.Section == maps && s.Name.Length > 0).Select(s => s.Name));
        FirstDataName = names.Count;
        names.AddRange("data", "rodata", "bss");
        Names = names.ToImmutable();
        Symbols = new AssemblySymbols
        {
            Maps = Names.Index().ToDictionary(n => n.Item, n => n.Index),
            Kfuncs = KernelFunctions(kernelTypes),
        };
    }

    public ElfFile Elf { get; }

    /// <summary>The types as compiled, before functions are added.</summary>
    public RawBtf Types { get; }

    public BtfSpec KernelTypes { get; }

    /// <summary>The sections that go into every object.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <summary>What code can name with <c>ll</c>, by index: the maps, then the sections of global data without their dot.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Names from this index on are sections of global data.</summary>
    public int FirstDataName { get; }

    /// <summary>For the assembler: maps and data by index, kernel functions by the number of their type.</summary>
    public AssemblySymbols Symbols { get; }

    /// <summary>Opens the object that fits a user: an ordinary one may make few kinds of maps.</summary>
    public static BaseObject Open(BtfSpec kernelTypes, bool forOrdinaryUser)
    {
        string name = forOrdinaryUser ? "ordinary.bpf.o" : "base.bpf.o";
        using Stream stream = typeof(BaseObject).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new BaseObject(ElfFile.Read(bytes, name), kernelTypes);
    }

    /// <summary>The number of a struct of the base.</summary>
    public BtfTypeId Struct(string name) => Types.Find(name, BtfKind.Struct) ?? throw new InvalidOperationException($"the base has no struct {name}");

    /// <summary>All functions of the kernel that are kfuncs by their declaration tag, and may be called by their name.</summary>
    private static Dictionary<string, int> KernelFunctions(BtfSpec types)
    {
        Dictionary<string, int> found = new(StringComparer.Ordinal);
        foreach (string name in KernelFunctionNames.All)
        {
            if (types.Find(name, BtfKind.Function) is { } id)
            {
                found.Add(name, id.Value);
            }
        }

        return found;
    }
}
