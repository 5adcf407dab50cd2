using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Vouch.Bytecode.Elf;

namespace Vouch.Fuzzing.Writing;

/// <summary>A section to be written. Its number is its place among the writer's sections, counted from 1.</summary>
internal sealed class NewSection(string name, ElfSectionType type, ElfSectionFlags flags, byte[] data)
{
    public string Name { get; } = name;

    public ElfSectionType Type { get; } = type;

    public ElfSectionFlags Flags { get; } = flags;

    public byte[] Data { get; set; } = data;

    /// <summary>Bytes in memory; differs from the data's length for sections without data in the file.</summary>
    public ulong Size
    {
        get => Math.Max(field, (ulong)Data.Length);
        init;
    }

    public List<NewRelocation> Relocations { get; } = [];

    public int Number { get; set; }
}

/// <summary>A relocation by byte offset; the symbol is an index into the writer's symbols.</summary>
internal readonly record struct NewRelocation(int Offset, int Symbol, uint Type);

/// <summary>A symbol; a null section is undefined.</summary>
internal sealed record NewSymbol(string Name, ElfBinding Binding, ElfSymbolType Type, NewSection? Section, ulong Value = 0, ulong Size = 0);

/// <summary>Writes a relocatable object for the BPF machine.</summary>
internal sealed class ElfWriter
{
    private const int HeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24, RelocationSize = 16, Alignment = 8;

    private readonly List<NewSection> sections = [];
    private readonly List<NewSymbol> symbols = [];
    private readonly List<byte> strings = [0];
    private readonly Dictionary<string, uint> offsets = new(StringComparer.Ordinal) { [""] = 0 };

    /// <summary>Adds a section.</summary>
    public NewSection Add(NewSection section)
    {
        sections.Add(section);
        section.Number = sections.Count;
        return section;
    }

    /// <summary>Adds a symbol and returns its index for relocations. Local ones are put first when writing.</summary>
    public int Add(NewSymbol symbol)
    {
        symbols.Add(symbol);
        return symbols.Count - 1;
    }

    /// <summary>The whole file.</summary>
    public byte[] Write()
    {
        int[] order = LocalsFirst(out int locals);
        List<RawSection> all = [];
        foreach (NewSection section in sections)
        {
            all.Add(new RawSection(section.Name, (uint)section.Type, (ulong)section.Flags, section.Data, section.Size, 0, 0, 0));
        }

        uint symbolTable = (uint)(all.Count + 1), stringTable = symbolTable + 1;
        byte[] symbolBytes = EncodeSymbols(order);
        all.Add(new RawSection(".symtab", (uint)ElfSectionType.SymbolTable, 0, symbolBytes, (ulong)symbolBytes.Length, stringTable, (uint)locals + 1, SymbolSize));
        int stringsAt = all.Count;
        all.Add(new RawSection(".strtab", (uint)ElfSectionType.StringTable, 0, [], 0, 0, 0, 0));
        foreach (NewSection section in sections)
        {
            if (section.Relocations.Count > 0)
            {
                byte[] bytes = EncodeRelocations(section.Relocations, order);
                all.Add(new RawSection(
                    ".rel" + section.Name, (uint)ElfSectionType.Relocation, 0, bytes, (ulong)bytes.Length, symbolTable, (uint)section.Number, RelocationSize));
            }
        }

        foreach (RawSection section in all)
        {
            _ = StringOffset(section.Name);
        }

        byte[] text = [.. strings];
        all[stringsAt] = all[stringsAt] with { Data = text, Size = (ulong)text.Length };
        return Lay(all, stringTable);
    }

    /// <summary>Where each symbol stands in the file: the format wants local ones before others.</summary>
    private int[] LocalsFirst(out int locals)
    {
        var order = new int[symbols.Count];
        int next = 1;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < symbols.Count; i++)
            {
                if (symbols[i].Binding == ElfBinding.Local == (pass == 0))
                {
                    order[i] = next++;
                }
            }
        }

        locals = symbols.FindAll(s => s.Binding == ElfBinding.Local).Count;
        return order;
    }

    private byte[] EncodeSymbols(int[] order)
    {
        var bytes = new byte[(symbols.Count + 1) * SymbolSize];
        for (int i = 0; i < symbols.Count; i++)
        {
            NewSymbol symbol = symbols[i];
            Span<byte> at = bytes.AsSpan(order[i] * SymbolSize);
            BinaryPrimitives.WriteUInt32LittleEndian(at, StringOffset(symbol.Name));
            at[4] = (byte)(((int)symbol.Binding << 4) | (int)symbol.Type);
            BinaryPrimitives.WriteUInt16LittleEndian(at[6..], (ushort)(symbol.Section?.Number ?? 0));
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], symbol.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(at[16..], symbol.Size);
        }

        return bytes;
    }

    private static byte[] EncodeRelocations(List<NewRelocation> relocations, int[] order)
    {
        var bytes = new byte[relocations.Count * RelocationSize];
        for (int i = 0; i < relocations.Count; i++)
        {
            Span<byte> at = bytes.AsSpan(i * RelocationSize);
            BinaryPrimitives.WriteUInt64LittleEndian(at, (ulong)relocations[i].Offset);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], ((ulong)order[relocations[i].Symbol] << 32) | relocations[i].Type);
        }

        return bytes;
    }

    private uint StringOffset(string text)
    {
        if (!offsets.TryGetValue(text, out uint offset))
        {
            offset = (uint)strings.Count;
            offsets.Add(text, offset);
            strings.AddRange(Encoding.UTF8.GetBytes(text));
            strings.Add(0);
        }

        return offset;
    }

    private byte[] Lay(List<RawSection> all, uint stringTable)
    {
        long end = HeaderSize;
        var places = new long[all.Count];
        for (int i = 0; i < all.Count; i++)
        {
            end = (end + Alignment - 1) / Alignment * Alignment;
            places[i] = end;
            end += all[i].Data.Length;
        }

        long headers = (end + Alignment - 1) / Alignment * Alignment;
        var file = new byte[headers + ((all.Count + 1) * SectionHeaderSize)];
        WriteHeader(file, headers, all.Count + 1, stringTable);
        for (int i = 0; i < all.Count; i++)
        {
            all[i].Data.CopyTo(file.AsSpan((int)places[i]));
            WriteSectionHeader(file.AsSpan((int)headers + ((i + 1) * SectionHeaderSize)), all[i], places[i]);
        }

        return file;
    }

    private static void WriteHeader(Span<byte> at, long headers, int count, uint stringTable)
    {
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(at);
        BinaryPrimitives.WriteUInt16LittleEndian(at[16..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(at[18..], 247);
        BinaryPrimitives.WriteUInt32LittleEndian(at[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(at[40..], (ulong)headers);
        BinaryPrimitives.WriteUInt16LittleEndian(at[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(at[58..], SectionHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(at[60..], (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(at[62..], (ushort)stringTable);
    }

    private void WriteSectionHeader(Span<byte> at, RawSection section, long place)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(at, StringOffset(section.Name));
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], section.Type);
        BinaryPrimitives.WriteUInt64LittleEndian(at[8..], section.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(at[24..], (ulong)place);
        BinaryPrimitives.WriteUInt64LittleEndian(at[32..], section.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(at[40..], section.Link);
        BinaryPrimitives.WriteUInt32LittleEndian(at[44..], section.Info);
        BinaryPrimitives.WriteUInt64LittleEndian(at[48..], Alignment);
        BinaryPrimitives.WriteUInt64LittleEndian(at[56..], section.EntrySize);
    }

    private readonly record struct RawSection(
        string Name, uint Type, ulong Flags, byte[] Data, ulong Size, uint Link, uint Info, ulong EntrySize);
}
