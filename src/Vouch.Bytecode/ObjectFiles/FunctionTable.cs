using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>All functions of an object, by section and place.</summary>
internal sealed class FunctionTable
{
    private const int SlotSize = 8;

    private readonly int textSection;

    public FunctionTable(ObjectSections sections)
    {
        textSection = sections.TextIndex;
        List<ObjectFunction> found = [];
        foreach (ElfSymbol symbol in sections.Elf.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Function && sections.Role(symbol.Section) == SectionRole.Code)
            {
                found.Add(Read(sections.Elf, symbol));
            }
        }

        All = [.. found.OrderBy(f => f.Section).ThenBy(f => f.Start)];
        RequireSane(sections.Elf);
    }

    /// <summary>In order of section and place within it.</summary>
    public ImmutableArray<ObjectFunction> All { get; }

    /// <summary>The functions that are loaded by themselves.</summary>
    public IEnumerable<ObjectFunction> Programs => All.Where(f => !IsSubprogram(f));

    public IEnumerable<ObjectFunction> Subprograms => All.Where(IsSubprogram);

    public bool IsSubprogram(ObjectFunction function) => function.Section == textSection;

    /// <summary>The function that holds a slot of a section, or null.</summary>
    public ObjectFunction? At(int section, int slot)
    {
        int low = 0, high = All.Length - 1;
        ObjectFunction? last = null;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            ObjectFunction function = All[middle];
            if (function.Section < section || (function.Section == section && function.Start <= slot))
            {
                last = function;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return last is not null && last.Section == section && slot < last.End ? last : null;
    }

    /// <summary>The function that holds a slot of .text, or null.</summary>
    public ObjectFunction? SubprogramAt(int slot) => textSection == 0 ? null : At(textSection, slot);

    private ObjectFunction Read(ElfFile elf, in ElfSymbol symbol)
    {
        ElfSection section = elf.Sections[symbol.Section];
        ulong size = (ulong)section.Data.Length;
        if (symbol.Value > size || symbol.Size > size - symbol.Value)
        {
            throw new BadInputException($"function '{symbol.Name}' reaches past its section", elf.Name, section.Name, (long)symbol.Value);
        }

        if (symbol.Size == 0 || symbol.Size % SlotSize != 0 || symbol.Value % SlotSize != 0)
        {
            throw new BadInputException($"function '{symbol.Name}' is not made of whole instructions", elf.Name, section.Name, (long)symbol.Value);
        }

        if (symbol.Section != textSection && symbol.Binding == ElfBinding.Local)
        {
            throw new BadInputException(
                $"function '{symbol.Name}' is static: outside .text all functions are programs", elf.Name, section.Name, (long)symbol.Value);
        }

        bool isOptional = section.Name.StartsWith('?');
        ReadOnlySpan<byte> code = section.Data.Span.Slice((int)symbol.Value, (int)symbol.Size);
        bool isGlobal = symbol.Binding != ElfBinding.Local;
        return new ObjectFunction
        {
            Name = symbol.Name,
            SectionName = isOptional ? section.Name[1..] : section.Name,
            Section = symbol.Section,
            Start = (int)symbol.Value / SlotSize,
            Code = [.. MemoryMarshal.Cast<byte, Instruction>(code)],
            IsGlobal = isGlobal,
            IsHidden = isGlobal && symbol.IsHidden,
            IsLoadedByDefault = !isOptional,
        };
    }

    /// <summary>
    /// Overlapping functions would let a small file name the same code many times over; compilers never emit them.
    /// </summary>
    private void RequireSane(ElfFile elf)
    {
        for (int i = 1; i < All.Length; i++)
        {
            if (All[i].Section == All[i - 1].Section && All[i].Start < All[i - 1].End)
            {
                throw new BadInputException(
                    $"functions '{All[i - 1].Name}' and '{All[i].Name}' overlap",
                    elf.Name,
                    elf.Sections[All[i].Section].Name,
                    All[i].Start * (long)SlotSize);
            }
        }
    }
}
