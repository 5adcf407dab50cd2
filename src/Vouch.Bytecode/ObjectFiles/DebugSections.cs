using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>What .BTF.ext says of the object's code, by number of the code section.</summary>
internal sealed class DebugSections
{
    public static DebugSections None { get; } = new();

    /// <summary>The first group of function records for a section; loaders look no further.</summary>
    public IReadOnlyDictionary<int, FunctionRecord[]> Functions { get; private init; } =
        new Dictionary<int, FunctionRecord[]>();

    public IReadOnlyDictionary<int, LineRecord[]> Lines { get; private init; } =
        new Dictionary<int, LineRecord[]>();

    /// <summary>All groups of type relocations, each with its section (0 when the object has none of that name).</summary>
    public ImmutableArray<(int Section, ImmutableArray<CoreRelocation> Records)> TypeRelocations { get; private init; } = [];

    /// <summary>
    /// Reads the section, if there is one. When it is broken it counts as missing, except where the object cannot do without BTF.
    /// </summary>
    public static DebugSections Read(ElfFile elf, BtfSpec types, bool isNeeded)
    {
        if (elf.Section(".BTF.ext") is not { Type: ElfSectionType.ProgramBits } section)
        {
            return None;
        }

        try
        {
            BtfExtension extension = BtfExtensionReader.Parse(section.Data.Span);
            return new DebugSections
            {
                Functions = First(elf, types, extension.Functions),
                Lines = First(elf, types, extension.Lines),
                TypeRelocations = [.. extension.CoreRelocations.Select(g => (SectionOf(elf, types, g.SectionNameOffset), g.Records))],
            };
        }
        catch (BadInputException) when (!isNeeded)
        {
            return None;
        }
    }

    private static Dictionary<int, T[]> First<T>(ElfFile elf, BtfSpec types, ImmutableArray<BtfExtensionSection<T>> groups)
    {
        Dictionary<int, T[]> found = [];
        foreach (BtfExtensionSection<T> group in groups)
        {
            found.TryAdd(SectionOf(elf, types, group.SectionNameOffset), ImmutableCollectionsMarshal.AsArray(group.Records) ?? []);
        }

        return found;
    }

    private static int SectionOf(ElfFile elf, BtfSpec types, uint nameOffset)
    {
        string name = types.String(nameOffset);
        return name.Length == 0 ? 0 : elf.Section(name)?.Index ?? 0;
    }
}
