using System;
using System.Buffers.Binary;
using System.Linq;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

public sealed class JumpTableMapsTests
{
    private const int FirstMap = 3;

    [Fact]
    public void Entries_count_from_the_program_s_start_wherever_their_function_was_appended()
    {
        JumpTableMaps tables = new(Program(), Section(88, 96, 80), FirstMap);

        int map = tables.MapFor(new CodeReference(6, ReferenceKind.JumpTable, -1, 0, 24));

        Assert.Equal(FirstMap, map);
        MapDefinition made = Assert.Single(tables.Maps);
        Assert.Equal((MapType.InsnArray, 3u), (made.Type, made.MaxEntries));
        Assert.Equal([6, 7, 5], made.JumpTargets.AsEnumerable());
    }

    [Fact]
    public void One_table_is_one_map_however_often_it_is_used()
    {
        JumpTableMaps tables = new(Program(), Section(80, 80, 80, 80), FirstMap);

        int first = tables.MapFor(new CodeReference(5, ReferenceKind.JumpTable, -1, 0, 16));
        int second = tables.MapFor(new CodeReference(6, ReferenceKind.JumpTable, -1, 16, 16));
        Assert.Equal(first, tables.MapFor(new CodeReference(7, ReferenceKind.JumpTable, -1, 0, 16)));
        Assert.Equal([FirstMap, FirstMap + 1], [first, second]);
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(0, 12)]
    [InlineData(0, 0)]
    [InlineData(8, 32)]
    public void A_table_that_is_not_whole_is_refused(int offset, int size)
    {
        JumpTableMaps tables = new(Program(), Section(80, 80, 80), FirstMap);

        Assert.Throws<PreparationException>(() => tables.MapFor(new CodeReference(5, ReferenceKind.JumpTable, -1, offset, size)));
    }

    [Fact]
    public void A_table_that_leads_before_the_program_is_refused()
    {
        JumpTableMaps tables = new(Program(), Section(0), FirstMap);

        Assert.Throws<PreparationException>(() => tables.MapFor(new CodeReference(5, ReferenceKind.JumpTable, -1, 0, 8)));
    }

    /// <summary>A program of 5 instructions, and behind it a subprogram of 3 that begins at slot 10 of its section.</summary>
    private static LinkedProgram Program()
    {
        LinkedProgram program = new();
        program.Parts.Add(new LinkedPart(Function("main", 1, 0, 5), 0));
        program.Parts.Add(new LinkedPart(Function("sub", 2, 10, 3), 5));
        return program;
    }

    private static ObjectFunction Function(string name, int section, int start, int length) => new()
    {
        Name = name,
        SectionName = ".text",
        Section = section,
        Start = start,
        Code = [.. Enumerable.Repeat(default(Instruction), length)],
        IsGlobal = true,
        IsHidden = false,
        IsLoadedByDefault = true,
    };

    private static ElfSection Section(params ulong[] entries)
    {
        byte[] data = new byte[entries.Length * 8];
        for (int i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(i * 8), entries[i]);
        }

        return new ElfSection(9, ".jumptables", ElfSectionType.ProgramBits, ElfSectionFlags.None, 0, 0, 0, (ulong)data.Length, data);
    }
}
