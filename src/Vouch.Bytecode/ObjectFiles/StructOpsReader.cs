using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>Makes a map of every variable in the struct_ops sections; the kernel's side of it is found when a kernel is known.</summary>
internal static class StructOpsReader
{
    public static void Read(ObjectSections sections, BtfSpec? types, List<ObjectMap> maps)
    {
        foreach (ElfSection section in sections.WithRole(SectionRole.StructOps))
        {
            if (types?.Find(section.Name, BtfKind.DataSection) is not { } id)
            {
                throw new BadInputException("struct_ops variables need BTF that describes them", sections.Elf.Name, section.Name);
            }

            BtfType described = types.Type(id);
            for (int index = 0; index < described.Count; index++)
            {
                // The question mark keeps the first variable of its section from being created, and only that one.
                bool isCreated = section.Name[0] != '?' || index > 0;
                maps.Add(ReadVariable(sections.Elf, section, types, types.SectionVariable(described, index)) with { IsCreated = isCreated });
            }
        }
    }

    private static ObjectMap ReadVariable(ElfFile elf, ElfSection section, BtfSpec types, in BtfSectionVariable place)
    {
        BtfType variable = types.Type(place.Variable);
        string name = types.NameOf(variable);
        BtfType type = types.SkipModifiers(variable.Kind == BtfKind.Variable ? variable.Target : BtfTypeId.Void);
        if (type.Kind != BtfKind.Struct || type.NameOffset == 0)
        {
            throw new BadInputException($"struct_ops variable '{name}' is not of a named struct type", elf.Name, section.Name, place.Offset);
        }

        if ((ulong)place.Offset + (uint)type.Size > (ulong)section.Data.Length)
        {
            throw new BadInputException($"struct_ops variable '{name}' reaches past its section", elf.Name, section.Name, place.Offset);
        }

        return new ObjectMap
        {
            Name = name,
            Origin = MapOrigin.StructOps,
            Section = section.Index,
            Offset = place.Offset,
            Type = MapType.StructOps,
            KeySize = sizeof(int),
            ValueSize = (uint)type.Size,
            MaxEntries = 1,
            Flags = section.Name.EndsWith(".link", StringComparison.Ordinal) ? (uint)MapFlags.Link : 0,
            ValueType = type.Id,
            Content = section.Data.Slice((int)place.Offset, type.Size),
            Members = new ObjectFunction?[type.Count],
        };
    }
}
