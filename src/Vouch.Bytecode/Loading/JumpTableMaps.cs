using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// The jump tables of one program. The compiler writes the places to jump to as byte offsets in their code section; each table becomes a
/// map of instruction numbers of the linked program.
/// </summary>
internal sealed class JumpTableMaps(LinkedProgram program, ElfSection? section, int firstMap)
{
    private const int EntrySize = 8;
    private const int ValueSize = 16;

    private readonly Dictionary<int, int> mapOfTable = [];

    public List<MapDefinition> Maps { get; } = [];

    /// <summary>The number of the map for the table that an instruction refers to.</summary>
    /// <exception cref="PreparationException">The table is broken.</exception>
    public int MapFor(in CodeReference reference)
    {
        if (!mapOfTable.TryGetValue(reference.Offset, out int map))
        {
            map = firstMap + Maps.Count;
            Maps.Add(Create(reference));
            mapOfTable.Add(reference.Offset, map);
        }

        return map;
    }

    private MapDefinition Create(in CodeReference reference)
    {
        ReadOnlySpan<byte> tables = section is null ? default : section.Data.Span;
        bool isWhole = reference.Offset % EntrySize == 0 && reference.Size % EntrySize == 0 && reference.Size > 0;
        if (!isWhole || reference.Offset > tables.Length - reference.Size)
        {
            throw new PreparationException(PreparationStage.Map, $"the jump table at {reference.Offset} is not made of whole entries");
        }

        LinkedPart part = program.PartAt(reference.Instruction);
        var targets = ImmutableArray.CreateBuilder<int>(reference.Size / EntrySize);
        for (int at = reference.Offset; at < reference.Offset + reference.Size; at += EntrySize)
        {
            long slot = (long)(BinaryPrimitives.ReadUInt64LittleEndian(tables[at..]) / EntrySize) - part.Function.Start + part.Start;
            targets.Add(slot is >= 0 and <= int.MaxValue
                ? (int)slot
                : throw new PreparationException(PreparationStage.Map, $"the jump table at {reference.Offset} leads outside the program"));
        }

        return new MapDefinition
        {
            Name = ".jumptables",
            Type = MapType.InsnArray,
            KeySize = sizeof(int),
            ValueSize = ValueSize,
            MaxEntries = (uint)targets.Count,
            IsFrozen = true,
            JumpTargets = targets.MoveToImmutable(),
        };
    }
}
