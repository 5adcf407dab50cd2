using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// Completes an object's BTF with what only the ELF file knows (sizes and places of variables, visibility) and turns declarations of
/// externs into definitions, since the kernel takes no others.
/// </summary>
internal sealed class ObjectTypes
{
    private const string KernelSymbols = ".ksyms";
    private const string KconfigValues = ".kconfig";
    private const string PlaceholderName = "dummy_ksym";

    private readonly ElfFile elf;
    private readonly RawBtf original;
    private readonly ExternTable externs;
    private readonly BtfBuilder builder;

    private ObjectTypes(ElfFile elf, RawBtf original, ExternTable externs)
    {
        this.elf = elf;
        this.original = original;
        this.externs = externs;
        builder = new BtfBuilder(original);
    }

    /// <exception cref="BadInputException">BTF and ELF file contradict each other.</exception>
    public static RawBtf Complete(ElfFile elf, RawBtf original, ExternTable externs, FunctionTable functions)
    {
        ObjectTypes types = new(elf, original, externs);
        types.CompleteExterns();
        types.CompleteSections();
        types.MarkHiddenFunctions(functions);
        return types.builder.Build();
    }

    private void CompleteExterns()
    {
        if (original.Find(KernelSymbols, BtfKind.DataSection) is { } symbols)
        {
            CompleteKernelSymbols(original.Type(symbols));
        }

        if (externs.KconfigSize > 0 && original.Find(KconfigValues, BtfKind.DataSection) is { } values)
        {
            CompleteKconfig(original.Type(values));
        }
    }

    /// <summary>Kernel symbols become 4-byte variables one behind the other; a placeholder stands for functions.</summary>
    private void CompleteKernelSymbols(in BtfType section)
    {
        BtfTypeId integer = FindInteger();
        bool hasFunctions = false;
        for (int index = 0; index < section.Count; index++)
        {
            hasFunctions |= original.Type(original.SectionVariable(section, index).Variable).Kind == BtfKind.Function;
        }

        BtfTypeId placeholder = hasFunctions ? builder.AddVariable(PlaceholderName, integer, BtfLinkage.Global) : BtfTypeId.Void;
        if (!externs.All.Any(e => e.Kconfig is null))
        {
            return;
        }

        for (int index = 0; index < section.Count; index++)
        {
            BtfType declaration = original.Type(original.SectionVariable(section, index).Variable);
            RequireKnown(declaration);
            BtfTypeId variable = declaration.Id;
            if (declaration.Kind == BtfKind.Function)
            {
                NameParameters(declaration.Target);
                builder.SetFunctionLinkage(declaration.Id, BtfLinkage.Global);
                variable = placeholder;
            }
            else
            {
                builder.SetVariableLinkage(declaration.Id, BtfLinkage.Global);
                builder.SetTarget(declaration.Id, integer);
            }

            builder.SetSectionVariable(section.Id, index, new BtfSectionVariable(variable, (uint)index * sizeof(int), sizeof(int)));
        }

        builder.SetSize(section.Id, (uint)section.Count * sizeof(int));
    }

    /// <summary>Functions, unlike their prototypes, have named parameters in the kernel's eyes.</summary>
    private void NameParameters(BtfTypeId id)
    {
        BtfType prototype = original.Type(id);
        for (int index = 0; index < prototype.Count; index++)
        {
            BtfParameter parameter = original.Parameter(prototype, index);
            if (!parameter.Type.IsVoid && parameter.NameOffset == 0)
            {
                builder.SetParameter(id, index, parameter with { NameOffset = builder.AddString(PlaceholderName) });
            }
        }
    }

    private void CompleteKconfig(in BtfType section)
    {
        for (int index = 0; index < section.Count; index++)
        {
            BtfSectionVariable place = original.SectionVariable(section, index);
            BtfType declaration = original.Type(place.Variable);
            KconfigSlot slot = RequireKnown(declaration).Kconfig ?? throw Bad(section, $"'{original.NameOf(declaration)}' is not a kconfig value");
            builder.SetVariableLinkage(declaration.Id, BtfLinkage.Global);
            builder.SetSectionVariable(section.Id, index, place with { Offset = (uint)slot.Offset });
        }

        builder.SetSize(section.Id, (uint)externs.KconfigSize);
    }

    private void CompleteSections()
    {
        Dictionary<string, ElfSymbol> variables = [];
        foreach (ElfSymbol symbol in elf.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Object && symbol.IsGlobalOrWeak)
            {
                variables.TryAdd(symbol.Name, symbol);
            }
        }

        for (int id = 1; id < original.TypeLimit; id++)
        {
            BtfType section = original.Type(new BtfTypeId(id));
            if (section.Kind != BtfKind.DataSection)
            {
                continue;
            }

            if (original.NameOf(section) is not (KernelSymbols or KconfigValues))
            {
                CompleteSection(section, variables);
            }

            builder.SortSection(section.Id);
        }
    }

    private void CompleteSection(in BtfType section, Dictionary<string, ElfSymbol> variables)
    {
        // Compilers leave size and offsets at zero; linkers fill them in.
        bool isOpen = section.Size == 0;
        if (isOpen)
        {
            ulong size = elf.Section(original.NameOf(section))?.Size ?? 0;
            builder.SetSize(section.Id, size is > 0 and <= uint.MaxValue ? (uint)size : throw Bad(section, "has no size in the ELF file"));
        }

        for (int index = 0; index < section.Count; index++)
        {
            BtfSectionVariable place = original.SectionVariable(section, index);
            BtfType variable = original.Type(place.Variable);
            if (variable.Kind != BtfKind.Variable)
            {
                throw Bad(section, "holds something that is no variable");
            }

            if (original.VariableLinkage(variable) is BtfLinkage.Static or BtfLinkage.Extern)
            {
                continue;
            }

            if (!variables.TryGetValue(original.NameOf(variable), out ElfSymbol symbol))
            {
                throw Bad(section, $"variable '{original.NameOf(variable)}' has no symbol");
            }

            if (isOpen)
            {
                builder.SetSectionVariable(section.Id, index, place with { Offset = (uint)symbol.Value });
            }

            if (symbol.IsHidden)
            {
                builder.SetVariableLinkage(variable.Id, BtfLinkage.Static);
            }
        }
    }

    /// <summary>Hidden global subprograms are verified as static ones: with what their callers know.</summary>
    private void MarkHiddenFunctions(FunctionTable functions)
    {
        foreach (ObjectFunction function in functions.Subprograms.Where(f => f.IsHidden))
        {
            foreach (BtfTypeId id in original.FindAll(function.Name))
            {
                if (original.Type(id) is { Kind: BtfKind.Function, FunctionLinkage: BtfLinkage.Global })
                {
                    builder.SetFunctionLinkage(id, BtfLinkage.Static);
                    break;
                }
            }
        }
    }

    private BtfTypeId FindInteger()
    {
        for (int id = 1; id < original.TypeLimit; id++)
        {
            BtfType type = original.Type(new BtfTypeId(id));
            if (type.Kind == BtfKind.Int && original.Integer(type).Bits == 32)
            {
                return type.Id;
            }
        }

        return BtfTypeId.Void;
    }

    private ObjectExtern RequireKnown(in BtfType declaration)
    {
        string name = original.NameOf(declaration);
        int index = externs.OfName(name);
        return index >= 0 ? externs.All[index] : throw new BadInputException($"'{name}' is declared, but no symbol uses it", elf.Name, ".BTF");
    }

    private BadInputException Bad(in BtfType section, string what) =>
        new($"data section '{original.NameOf(section)}': {what}", elf.Name, ".BTF");
}
