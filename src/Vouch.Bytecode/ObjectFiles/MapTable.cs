using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// The maps of an object in the order in which the loader creates them: definitions, records, data sections, kconfig values, struct_ops.
/// </summary>
internal sealed class MapTable
{
    public const uint PageSize = 4096;

    private readonly ObjectSections sections;
    private readonly BtfSpec? types;
    private readonly string objectName;

    /// <param name="sections">The object's sections.</param>
    /// <param name="types">The object's BTF with sizes and offsets of its data sections filled in, or null.</param>
    /// <param name="externs">The object's kconfig values get a map of their own.</param>
    public MapTable(ObjectSections sections, BtfSpec? types, ExternTable externs)
    {
        this.sections = sections;
        this.types = types;
        objectName = MapNames.ObjectStem(sections.Elf.Name);
        ReadDefinitions();
        ReadRecords();
        FindArena();
        ReadGlobalData();
        AddKconfig(externs);
        StructOpsReader.Read(sections, types, All);
    }

    public List<ObjectMap> All { get; } = [];

    /// <summary>The number of the arena map, or -1.</summary>
    public int Arena { get; private set; } = -1;

    /// <summary>The number of the kconfig map, or -1.</summary>
    public int Kconfig { get; private set; } = -1;

    /// <summary>Where the arena's variables begin within it: they lie on its last pages.</summary>
    public ulong ArenaDataOffset { get; private set; }

    private void ReadDefinitions()
    {
        if (sections.MapsIndex < 0)
        {
            return;
        }

        if (types?.Find(".maps", BtfKind.DataSection) is not { } id)
        {
            throw Bad("the object has maps but no BTF that describes them");
        }

        BtfType section = types.Type(id);
        ulong size = (ulong)sections.Elf.Sections[sections.MapsIndex].Data.Length;
        for (int index = 0; index < section.Count; index++)
        {
            BtfSectionVariable place = types.SectionVariable(section, index);
            BtfType variable = types.Type(place.Variable);
            string name = types.NameOf(variable);
            BtfType definition = types.SkipModifiers(variable.Target);
            if (name.Length == 0 || variable.Kind != BtfKind.Variable || definition.Kind != BtfKind.Struct
                || (ulong)place.Offset + place.Size > size || (uint)definition.Size > place.Size)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"map {index} ('{name}') is not a variable of a struct type"));
            }

            if (types.VariableLinkage(variable) != BtfLinkage.Global)
            {
                throw Bad($"map '{name}' is not a global variable");
            }

            All.Add(FromAttributes(name, MapAttributes.Read(types, definition, name)) with { Offset = place.Offset });
        }
    }

    /// <summary>Type, sizes of key and value, entries, and where there is room for them flags: 32 bits each.</summary>
    private void ReadRecords()
    {
        const int Field = sizeof(uint), Required = 4;
        foreach (ElfSection section in sections.WithRole(SectionRole.MapRecord))
        {
            ReadOnlySpan<byte> record = section.Data.Span;
            if (record.Length < Required * Field)
            {
                throw new BadInputException("a map's record is too short", sections.Elf.Name, section.Name);
            }

            MapType type = (MapType)BinaryPrimitives.ReadUInt32LittleEndian(record);
            uint entries = BinaryPrimitives.ReadUInt32LittleEndian(record[(3 * Field)..]);
            All.Add(new ObjectMap
            {
                Name = section.Name[ObjectSections.MapRecordPrefix.Length..],
                Origin = MapOrigin.Record,
                Section = section.Index,
                Type = type,
                KeySize = BinaryPrimitives.ReadUInt32LittleEndian(record[Field..]),
                ValueSize = BinaryPrimitives.ReadUInt32LittleEndian(record[(2 * Field)..]),
                MaxEntries = type is MapType.Ringbuf or MapType.UserRingbuf ? RingBufferSize(entries) : entries,
                Flags = record.Length >= (Required + 1) * Field ? BinaryPrimitives.ReadUInt32LittleEndian(record[(Required * Field)..]) : 0,
            });
        }
    }

    private ObjectMap FromAttributes(string name, MapAttributes attributes) => new()
    {
        Name = name,
        Origin = MapOrigin.Definition,
        Section = sections.MapsIndex,
        Type = attributes.Type,
        KeySize = attributes.KeySize,
        ValueSize = attributes.ValueSize,
        MaxEntries = attributes.Type is MapType.Ringbuf or MapType.UserRingbuf ? RingBufferSize(attributes.MaxEntries) : attributes.MaxEntries,
        Flags = attributes.Flags,
        Extra = attributes.Extra,
        KeyType = attributes.KeyType,
        ValueType = attributes.ValueType,
        Inner = attributes.Inner is null ? null : FromAttributes(name + ".inner", attributes.Inner),
    };

    /// <summary>Bytes rounded up to a power of two of pages, which the kernel insists on; 0 stays an error.</summary>
    private static uint RingBufferSize(uint wanted)
    {
        uint pages = (wanted / PageSize) + (wanted % PageSize == 0 ? 0u : 1u);
        uint rounded = BitOperations.RoundUpToPowerOf2(pages);
        return wanted == 0 || rounded > uint.MaxValue / PageSize ? wanted : rounded * PageSize;
    }

    private void FindArena()
    {
        Arena = All.FindIndex(m => m.Type == MapType.Arena);
        if (All.FindLastIndex(m => m.Type == MapType.Arena) != Arena)
        {
            throw Bad("more than one arena");
        }

        foreach (ElfSection data in sections.WithRole(SectionRole.ArenaData))
        {
            if (Arena < 0)
            {
                throw Bad("arena variables without an arena map");
            }

            ulong pages = (data.Size + PageSize - 1) / PageSize, available = All[Arena].MaxEntries;
            if (pages > available)
            {
                throw Bad("the arena is too small for its variables");
            }

            ArenaDataOffset = (available - pages) * PageSize;
        }
    }

    private void ReadGlobalData()
    {
        foreach (ElfSection section in sections.GlobalData)
        {
            MapOrigin origin = sections.Role(section.Index) switch
            {
                SectionRole.ReadOnlyData => MapOrigin.ReadOnlyData,
                SectionRole.ZeroData => MapOrigin.ZeroData,
                _ => MapOrigin.Data,
            };
            AddGlobalData(origin, section.Name, section.Index, section.Size, section.Data);
        }
    }

    private void AddKconfig(ExternTable externs)
    {
        if (externs.KconfigSize > 0)
        {
            Kconfig = All.Count;
            AddGlobalData(MapOrigin.Kconfig, ".kconfig", sections.Elf.SymbolTable.Index, (ulong)externs.KconfigSize, default);
        }
    }

    private void AddGlobalData(MapOrigin origin, string name, int section, ulong size, ReadOnlyMemory<byte> content)
    {
        BtfTypeId described = FirstNamed(name);
        MapFlags flags = origin is MapOrigin.ReadOnlyData or MapOrigin.Kconfig ? MapFlags.ReadOnlyForPrograms : MapFlags.None;
        flags |= HasVisibleVariable(described) ? MapFlags.Mmapable : MapFlags.None;
        All.Add(new ObjectMap
        {
            Name = MapNames.OfDataSection(objectName, name),
            Origin = origin,
            Section = section,
            Type = MapType.Array,
            KeySize = sizeof(int),
            ValueSize = size <= uint.MaxValue ? (uint)size : throw Bad($"section {name} is too large"),
            MaxEntries = 1,
            Flags = (uint)flags,
            ValueType = described,
            Content = content,
        });
    }

    private BtfTypeId FirstNamed(string name) => types?.FindAll(name) is { Count: > 0 } found ? found[0] : BtfTypeId.Void;

    /// <summary>User space maps a section into its memory when it has a variable to see there.</summary>
    private bool HasVisibleVariable(BtfTypeId id)
    {
        if (types is null || types.Type(id) is not { Kind: BtfKind.DataSection } section)
        {
            return false;
        }

        for (int index = 0; index < section.Count; index++)
        {
            BtfType variable = types.Type(types.SectionVariable(section, index).Variable);
            if (variable.Kind == BtfKind.Variable && types.VariableLinkage(variable) != BtfLinkage.Static)
            {
                return true;
            }
        }

        return false;
    }

    private BadInputException Bad(string what) => new(what, sections.Elf.Name, ".maps");
}
