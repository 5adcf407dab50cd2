using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>What a loader does with a section.</summary>
internal enum SectionRole
{
    Ignored,
    Code,
    Data,
    ReadOnlyData,
    ZeroData,
    /// <summary>Variables that live in the arena's address space.</summary>
    ArenaData,
    JumpTables,
    MapDefinitions,
    /// <summary>One map as a record of numbers, as loaders before libbpf 1.0 and in other languages take it.</summary>
    MapRecord,
    StructOps,
    CodeRelocations,
    MapRelocations,
    StructOpsRelocations,
}

/// <summary>The sections of an object, each with its role. Source: the section names that libbpf 1.7 knows, and one that gobpf does.</summary>
internal sealed class ObjectSections
{
    /// <summary>What the name of a map that stands in a section of its own follows.</summary>
    public const string MapRecordPrefix = "maps/";

    private readonly SectionRole[] roles;

    public ObjectSections(ElfFile elf)
    {
        Elf = elf;
        roles = new SectionRole[elf.Sections.Length];
        foreach (ElfSection section in elf.Sections.Skip(1))
        {
            roles[section.Index] = IsIrrelevant(section) ? SectionRole.Ignored : RoleOf(section);
        }

        TextIndex = IndexOf(".text", SectionRole.Code);
        MapsIndex = elf.Sections.LastOrDefault(s => roles[s.Index] == SectionRole.MapDefinitions)?.Index ?? -1;
        License = ReadLicense();
    }

    public ElfFile Elf { get; }

    /// <summary>The section of the subprograms, or 0 when there is none.</summary>
    public int TextIndex { get; }

    /// <summary>The section of the BTF-defined maps, or -1.</summary>
    public int MapsIndex { get; }

    /// <summary>The licence's text, at most 63 characters as the loader passes it on; empty without the section.</summary>
    public string License { get; }

    public SectionRole Role(int index) => (uint)index < (uint)roles.Length ? roles[index] : SectionRole.Ignored;

    public IEnumerable<ElfSection> WithRole(SectionRole role) => Elf.Sections.Where(s => roles[s.Index] == role);

    /// <summary>Sections that become maps of the loader's own, in file order; empty ones do not.</summary>
    public IEnumerable<ElfSection> GlobalData => Elf.Sections.Where(s =>
        s.Size > 0 && roles[s.Index] is SectionRole.Data or SectionRole.ReadOnlyData or SectionRole.ZeroData);

    private int IndexOf(string name, SectionRole role) =>
        Elf.Sections.LastOrDefault(s => s.Name == name && roles[s.Index] == role)?.Index ?? 0;

    private static bool IsIrrelevant(ElfSection section) =>
        section.Type is ElfSectionType.Null or ElfSectionType.StringTable or ElfSectionType.LlvmAddressSignificance
        || section.Name.StartsWith(".debug_", StringComparison.Ordinal)
        || section.Name.StartsWith(".rel.debug_", StringComparison.Ordinal)
        || section.Name is ".rel.BTF" or ".rel.BTF.ext"
        || (section.Type == ElfSectionType.ProgramBits && section.Size == 0);

    private SectionRole RoleOf(ElfSection section)
    {
        switch (section.Name)
        {
            case "maps":
                throw new BadInputException(
                    "map definitions in the old 'maps' section are not supported; define them with BTF in '.maps'", Elf.Name, "maps");
            case ".maps":
                return SectionRole.MapDefinitions;
            case "license" or "version" or ".BTF" or ".BTF.ext":
                return SectionRole.Ignored;
        }

        return section.Type switch
        {
            ElfSectionType.ProgramBits when section.IsExecutable => SectionRole.Code,
            ElfSectionType.ProgramBits => DataRole(section.Name),
            ElfSectionType.Relocation => RelocationRole(section),
            ElfSectionType.NoBits when IsOrExtends(section.Name, ".bss") => SectionRole.ZeroData,
            _ => SectionRole.Ignored,
        };
    }

    private static SectionRole DataRole(string name) => name switch
    {
        ".struct_ops" or ".struct_ops.link" or "?.struct_ops" or "?.struct_ops.link" => SectionRole.StructOps,
        ".addr_space.1" => SectionRole.ArenaData,
        ".jumptables" => SectionRole.JumpTables,
        _ when name.StartsWith(MapRecordPrefix, StringComparison.Ordinal) && name.Length > MapRecordPrefix.Length => SectionRole.MapRecord,
        _ when IsOrExtends(name, ".data") => SectionRole.Data,
        _ when IsOrExtends(name, ".rodata") => SectionRole.ReadOnlyData,
        _ => SectionRole.Ignored,
    };

    private SectionRole RelocationRole(ElfSection section)
    {
        if (section.Info >= (uint)Elf.Sections.Length)
        {
            throw new BadInputException("relocations for a section that does not exist", Elf.Name, section.Name);
        }

        ElfSection target = Elf.Sections[(int)section.Info];
        return target switch
        {
            { Name: ".struct_ops" or ".struct_ops.link" or "?.struct_ops" or "?.struct_ops.link" } => SectionRole.StructOpsRelocations,
            { Name: ".maps" } => SectionRole.MapRelocations,
            { IsExecutable: true } => SectionRole.CodeRelocations,
            _ => SectionRole.Ignored,
        };
    }

    private static bool IsOrExtends(string name, string stem) =>
        name.StartsWith(stem, StringComparison.Ordinal) && (name.Length == stem.Length || name[stem.Length] == '.');

    private string ReadLicense()
    {
        ElfSection? section = Elf.Section("license");
        if (section is null)
        {
            return "";
        }

        const int Longest = 63;
        ReadOnlySpan<byte> text = section.Data.Span;
        int end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        return Encoding.UTF8.GetString(text.Length > Longest ? text[..Longest] : text);
    }
}
