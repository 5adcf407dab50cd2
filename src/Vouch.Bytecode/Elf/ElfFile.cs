using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Vouch.Bytecode.Elf;

/// <summary>
/// A relocatable 64-bit little-endian object for the BPF machine, as compilers emit it. Reading checks every offset and count
/// against the file's size, so memory use is bounded by it; what is out of bounds is a <see cref="BadInputException"/>.
/// </summary>
public sealed class ElfFile
{
    internal const ushort RelocatableFile = 1;
    internal const ushort BpfMachine = 247;

    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;

    private readonly Dictionary<string, ElfSection> byName = new(StringComparer.Ordinal);

    private ElfFile(string name, ImmutableArray<ElfSection> sections)
    {
        Name = name;
        Sections = sections;
        foreach (ElfSection section in sections)
        {
            byName.TryAdd(section.Name, section);
        }

        (SymbolTable, Symbols) = ReadSymbols();
    }

    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>All sections by number; number 0 is the null section.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <summary>All symbols by number; number 0 is the null symbol.</summary>
    public ImmutableArray<ElfSymbol> Symbols { get; }

    public ElfSection SymbolTable { get; }

    /// <summary>True when the bytes begin as an ELF file does, whatever machine it is for.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Reads headers, symbols and relocations; sections are views into <paramref name="bytes"/>.</summary>
    /// <exception cref="BadInputException">Not a relocatable little-endian BPF object, or broken.</exception>
    public static ElfFile Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ElfReader reader = ReadIdentity(bytes, name);
        reader.Require(reader.U16(16) == RelocatableFile, "not a relocatable file", 16);
        reader.Require(reader.U16(18) is 0 or BpfMachine, "not for the BPF machine", 18);
        return new ElfFile(name, ReadSections(reader));
    }

    /// <summary>The bytes of one section of an ELF file for any machine (a kernel, a module), or null where it has none of that name.</summary>
    /// <exception cref="BadInputException">Not a 64-bit little-endian ELF file, or broken.</exception>
    public static ReadOnlyMemory<byte>? ReadSection(ReadOnlyMemory<byte> bytes, string name, string sectionName)
    {
        foreach (ElfSection section in ReadSections(ReadIdentity(bytes, name)))
        {
            if (section.Name == sectionName)
            {
                return section.Data;
            }
        }

        return null;
    }

    /// <summary>The first section of this name, or null.</summary>
    public ElfSection? Section(string name) => byName.GetValueOrDefault(name);

    /// <summary>The entries of a relocation section.</summary>
    public ImmutableArray<ElfRelocation> Relocations(ElfSection section)
    {
        ElfReader reader = new(section.Data, Name, section.Name);
        reader.Require(section.EntrySize == RelocationSize, "relocation entries are not 16 bytes long", 0);
        var found = ImmutableArray.CreateBuilder<ElfRelocation>(section.Data.Length / RelocationSize);
        for (int at = 0; at + RelocationSize <= section.Data.Length; at += RelocationSize)
        {
            ulong info = reader.U64(at + 8);
            reader.Require(info >> 32 < (ulong)Symbols.Length, "relocation against a symbol that does not exist", at);
            found.Add(new ElfRelocation(reader.U64(at), (uint)info, (uint)(info >> 32)));
        }

        return found.ToImmutable();
    }

    private static ElfReader ReadIdentity(ReadOnlyMemory<byte> bytes, string name)
    {
        ElfReader reader = new(bytes, name);
        reader.Require(HasMagic(bytes.Span), "not an ELF file", 0);
        reader.Require(bytes.Length >= HeaderSize, "the ELF header is cut short", 0);
        reader.Require(bytes.Span[4] == 2, "not a 64-bit ELF file", 4);
        reader.Require(bytes.Span[5] == 1, "not a little-endian ELF file", 5);
        return reader;
    }

    private static ImmutableArray<ElfSection> ReadSections(ElfReader reader)
    {
        ulong table = reader.U64(40);
        reader.Require(table != 0, "no section header table", 40);
        reader.Require(reader.U16(58) == SectionHeaderSize, "section headers are not 64 bytes long", 58);
        reader.RequireRange(table, SectionHeaderSize, "the section header table");

        // Counts that do not fit the header's 16 bits lie in the null section's header.
        ulong count = reader.U16(60);
        uint names = reader.U16(62);
        count = count == 0 ? reader.U64((long)table + 32) : count;
        names = names == 0xffff ? reader.U32((long)table + 40) : names;
        reader.Require(count <= (ulong)reader.Length / SectionHeaderSize, "more sections than the file can hold", 60);
        reader.RequireRange(table, count * SectionHeaderSize, "the section header table");
        reader.Require(names < count, "the section name table does not exist", 62);

        ReadOnlyMemory<byte> nameTable = SectionData(reader, (long)table + (names * (long)SectionHeaderSize));
        var sections = ImmutableArray.CreateBuilder<ElfSection>((int)count);
        for (int index = 0; index < (int)count; index++)
        {
            long header = (long)table + (index * (long)SectionHeaderSize);
            string? name = index == 0 ? "" : StringAt(nameTable, reader.U32(header));
            reader.Require(name is not null, "a section's name lies outside the name table", header);
            sections.Add(new ElfSection(
                index,
                name!,
                (ElfSectionType)reader.U32(header + 4),
                (ElfSectionFlags)reader.U64(header + 8),
                reader.U32(header + 40),
                reader.U32(header + 44),
                reader.U64(header + 56),
                index == 0 ? 0 : reader.U64(header + 32),
                index == 0 ? default : SectionData(reader, header)));
        }

        return sections.MoveToImmutable();
    }

    private static ReadOnlyMemory<byte> SectionData(ElfReader reader, long header)
    {
        ulong offset = reader.U64(header + 24);
        ulong size = reader.U64(header + 32);
        ElfSectionType type = (ElfSectionType)reader.U32(header + 4);
        if (type is ElfSectionType.NoBits or ElfSectionType.Null || size == 0)
        {
            return default;
        }

        reader.RequireRange(offset, size, "a section");
        return reader.Slice(offset, size);
    }

    private (ElfSection Table, ImmutableArray<ElfSymbol> Symbols) ReadSymbols()
    {
        ElfSection[] tables = [.. Sections.Where(s => s.Type == ElfSectionType.SymbolTable)];
        ElfReader file = new(default, Name);
        file.Require(tables.Length > 0, "no symbol table: is the file stripped?", null);
        file.Require(tables.Length == 1, "more than one symbol table", null);
        ElfSection table = tables[0];

        ElfReader reader = new(table.Data, Name, table.Name);
        reader.Require(table.EntrySize == SymbolSize, "symbol entries are not 24 bytes long", 0);
        reader.Require(table.Link > 0 && table.Link < (uint)Sections.Length, "the symbol names' section does not exist", 0);
        ReadOnlyMemory<byte> names = Sections[(int)table.Link].Data;
        var symbols = ImmutableArray.CreateBuilder<ElfSymbol>(table.Data.Length / SymbolSize);
        for (int at = 0; at + SymbolSize <= table.Data.Length; at += SymbolSize)
        {
            byte info = reader.U8(at + 4);
            uint nameOffset = reader.U32(at);
            string? name = nameOffset == 0 ? "" : StringAt(names, nameOffset);
            reader.Require(name is not null, "a symbol's name lies outside the name table", at);
            symbols.Add(new ElfSymbol(
                symbols.Count,
                name!,
                reader.U64(at + 8),
                reader.U64(at + 16),
                reader.U16(at + 6),
                (ElfBinding)(info >> 4),
                (ElfSymbolType)(info & 0xf),
                (ElfVisibility)(reader.U8(at + 5) & 3)));
        }

        return (table, symbols.ToImmutable());
    }

    private static string? StringAt(ReadOnlyMemory<byte> table, uint offset)
    {
        if (offset >= (uint)table.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = table.Span[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}
