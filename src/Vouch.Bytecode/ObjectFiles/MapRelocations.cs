using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// Relocations of map definitions and struct_ops variables: which maps and programs a map is filled with before use. The verifier asks
/// for the programs of struct_ops only; the others are checked, since an object with a wrong one cannot be opened.
/// </summary>
internal sealed class MapRelocations(ObjectSections sections, FunctionTable functions, MapTable maps, BtfSpec? types)
{
    private const int SlotSize = 8;

    public void ReadAll()
    {
        foreach (ElfSection section in sections.WithRole(SectionRole.MapRelocations))
        {
            CheckInitialSlots(section);
        }

        foreach (ElfSection section in sections.WithRole(SectionRole.StructOpsRelocations))
        {
            foreach (ElfRelocation relocation in sections.Elf.Relocations(section))
            {
                ReadMember(section, relocation);
            }
        }
    }

    private void CheckInitialSlots(ElfSection section)
    {
        // Definitions do not overlap, so the last one that begins at or before a place is the one that holds it.
        ObjectMap[] definitions = [.. maps.All.Where(m => m.Origin == MapOrigin.Definition).OrderBy(m => m.Offset)];
        uint[] starts = [.. definitions.Select(m => m.Offset)];
        HashSet<string> mapNames = [.. definitions.Select(m => m.Name)];
        HashSet<(string, int, int)> programs = [.. functions.Programs.Select(p => (p.Name, p.Section, p.Start))];
        foreach (ElfRelocation relocation in sections.Elf.Relocations(section))
        {
            ElfSymbol symbol = sections.Elf.Symbols[(int)relocation.Symbol];
            int index = relocation.Offset > uint.MaxValue ? -1 : Array.BinarySearch(starts, (uint)relocation.Offset);
            index = index < 0 ? ~index - 1 : index;
            MapType type = index < 0 || index >= definitions.Length ? MapType.Unspec : definitions[index].Type;
            bool isFound = type switch
            {
                MapType.HashOfMaps when definitions[index].KeySize != sizeof(int) => false,
                MapType.ArrayOfMaps or MapType.HashOfMaps => symbol.Section == sections.MapsIndex && mapNames.Contains(symbol.Name),
                MapType.ProgArray => programs.Contains((symbol.Name, symbol.Section, (int)Math.Min(symbol.Value / SlotSize, int.MaxValue))),
                _ => false,
            };
            if (!isFound)
            {
                throw Bad(section, relocation, $"no map can be filled with '{symbol.Name}' here");
            }
        }
    }

    private void ReadMember(ElfSection section, in ElfRelocation relocation)
    {
        ElfSymbol symbol = sections.Elf.Symbols[(int)relocation.Symbol];
        ulong place = relocation.Offset;
        ObjectMap? map = maps.All.Find(m => m.Origin == MapOrigin.StructOps && m.Section == (int)section.Info
            && place >= m.Offset && place - m.Offset < m.ValueSize);
        if (map is null || types is null)
        {
            throw Bad(section, relocation, "no struct_ops variable lies here");
        }

        BtfType type = types.Type(map.ValueType);
        long bit = (long)(place - map.Offset) * 8;
        int member = Enumerable.Range(0, type.Count).FirstOrDefault(i => types.Member(type, i).BitOffset == bit, -1);
        if (member < 0 || !IsFunctionPointer(types.Member(type, member).Type))
        {
            throw Bad(section, relocation, "only pointers to functions can point to programs");
        }

        ObjectFunction? program = symbol.Value % SlotSize == 0 && symbol.Value <= int.MaxValue
            ? functions.At(symbol.Section, (int)symbol.Value / SlotSize)
            : null;
        if (program is null || SectionTable.Find(program.SectionName)?.ProgramType != ProgramType.StructOps)
        {
            throw Bad(section, relocation, $"'{symbol.Name}' is not a struct_ops program");
        }

        map.Members[member] = program;
    }

    private bool IsFunctionPointer(BtfTypeId id)
    {
        BtfType pointer = types!.SkipModifiers(id);
        return pointer.Kind == BtfKind.Pointer && types.SkipModifiers(pointer.Target).Kind == BtfKind.FunctionPrototype;
    }

    private BadInputException Bad(ElfSection section, in ElfRelocation relocation, string what) =>
        new(what, sections.Elf.Name, section.Name, (long)relocation.Offset);
}
