using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// The externs of an object: kconfig values first, by falling alignment, then rising size, then name, which is also how their map is
/// laid out; kernel symbols after, by name.
/// </summary>
internal sealed class ExternTable
{
    private readonly Dictionary<int, int> bySymbol = [];
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);

    public ExternTable(ElfFile elf, BtfSpec? types)
    {
        List<ObjectExtern> found = [];
        foreach (ElfSymbol symbol in elf.Symbols)
        {
            if (symbol.IsExtern && symbol.Name.Length > 0)
            {
                Reader reader = new(elf, types ?? throw new BadInputException($"extern '{symbol.Name}' needs BTF, and the object has none", elf.Name));
                found.Add(reader.Read(symbol));
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        All = LayOut([.. found
            .OrderBy(e => e.Kconfig is null)
            .ThenByDescending(e => e.Kconfig?.Alignment)
            .ThenBy(e => e.Kconfig?.Size)
            .ThenBy(e => e.Name, StringComparer.Ordinal)]);
        for (int index = 0; index < All.Length; index++)
        {
            bySymbol.Add(All[index].Symbol, index);
            byName.TryAdd(All[index].Name, index);
        }

        KconfigSize = All.LastOrDefault(e => e.Kconfig is not null)?.Kconfig is { } last ? last.Offset + last.Size : 0;
    }

    public ImmutableArray<ObjectExtern> All { get; } = [];

    /// <summary>Bytes of the map of kconfig values; 0 when there are none.</summary>
    public int KconfigSize { get; }

    /// <summary>The number of the extern that a symbol stands for, or -1.</summary>
    public int OfSymbol(int symbol) => bySymbol.GetValueOrDefault(symbol, -1);

    /// <summary>The number of the extern of this name, or -1.</summary>
    public int OfName(string name) => byName.GetValueOrDefault(name, -1);

    private static ImmutableArray<ObjectExtern> LayOut(ObjectExtern[] sorted)
    {
        int end = 0;
        for (int index = 0; index < sorted.Length; index++)
        {
            if (sorted[index].Kconfig is { } slot)
            {
                int offset = (end + slot.Alignment - 1) / slot.Alignment * slot.Alignment;
                sorted[index] = sorted[index] with { Kconfig = slot with { Offset = offset } };
                end = checked(offset + slot.Size);
            }
        }

        return [.. sorted];
    }

    /// <summary>Matches symbols with their declarations in BTF.</summary>
    private sealed class Reader(ElfFile elf, BtfSpec types)
    {
        private const int LongestText = 1 << 16;

        private readonly Dictionary<BtfTypeId, string> sectionOf = SectionsByVariable(types);

        public ObjectExtern Read(in ElfSymbol symbol)
        {
            BtfType declaration = FindDeclaration(symbol.Name);
            string section = SectionOf(declaration.Id);
            ObjectExtern found = new()
            {
                Name = symbol.Name,
                Symbol = symbol.Index,
                IsWeak = symbol.Binding == ElfBinding.Weak,
                Declaration = declaration.Id,
                IsFunction = declaration.Kind == BtfKind.Function,
            };
            return section switch
            {
                ".kconfig" when found.IsFunction => throw Bad(symbol.Name, "is a function; kconfig values are variables"),
                ".kconfig" => found with { Kconfig = SlotOf(symbol.Name, declaration.Target) },
                ".ksyms" => found with { Type = types.SkipModifiers(declaration.Target).Id },
                _ => throw Bad(symbol.Name, $"lies in section '{section}'; only .kconfig and .ksyms hold externs"),
            };
        }

        private BtfType FindDeclaration(string name)
        {
            foreach (BtfTypeId id in types.FindAll(name))
            {
                BtfType type = types.Type(id);
                if (type.Kind is BtfKind.Variable or BtfKind.Function)
                {
                    BtfLinkage linkage = type.Kind == BtfKind.Variable ? types.VariableLinkage(type) : type.FunctionLinkage;
                    return linkage == BtfLinkage.Extern ? type : throw Bad(name, "is not extern in the object's BTF");
                }
            }

            throw Bad(name, "has no declaration in the object's BTF");
        }

        private string SectionOf(BtfTypeId declaration) => sectionOf.TryGetValue(declaration, out string? section)
            ? section
            : throw Bad(types.NameOf(declaration), "belongs to no section in the object's BTF");

        private static Dictionary<BtfTypeId, string> SectionsByVariable(BtfSpec types)
        {
            Dictionary<BtfTypeId, string> found = [];
            for (int id = types.FirstOwnType; id < types.TypeLimit; id++)
            {
                BtfType section = types.Type(new BtfTypeId(id));
                for (int index = 0; section.Kind == BtfKind.DataSection && index < section.Count; index++)
                {
                    found.TryAdd(types.SectionVariable(section, index).Variable, types.NameOf(section));
                }
            }

            return found;
        }

        private KconfigSlot SlotOf(string name, BtfTypeId id)
        {
            BtfType type = types.SkipModifiers(id);
            if (type.Kind != BtfKind.Array)
            {
                return ScalarSlot(name, type);
            }

            BtfArray array = types.Array(type);
            KconfigSlot element = ScalarSlot(name, types.SkipModifiers(array.Element));
            return array.Count is > 0 and <= LongestText && element.Kind == KconfigKind.Character
                ? element with { Kind = KconfigKind.Text, Size = (int)array.Count, IsSigned = false }
                : throw Bad(name, "is of an array type that kconfig values cannot have");
        }

        private KconfigSlot ScalarSlot(string name, in BtfType type)
        {
            if (type.Kind == BtfKind.Int)
            {
                BtfInteger integer = types.Integer(type);
                if (integer.IsBool && type.Size == 1)
                {
                    return new KconfigSlot(KconfigKind.Boolean, 1, 1, false);
                }

                if (!integer.IsBool && type.Size is 1 or 2 or 4 or 8)
                {
                    KconfigKind kind = type.Size == 1 ? KconfigKind.Character : KconfigKind.Integer;
                    return new KconfigSlot(kind, type.Size, type.Size, integer.IsSigned);
                }
            }

            if (type.IsAnyEnum && types.NameOf(type) == "libbpf_tristate" && type.Size is 4 or 8)
            {
                return new KconfigSlot(KconfigKind.Tristate, type.Size, type.Size, false);
            }

            throw Bad(name, "is of a type that kconfig values cannot have");
        }

        private BadInputException Bad(string name, string what) => new($"extern '{name}' {what}", elf.Name);
    }
}
