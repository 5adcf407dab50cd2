using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>Reads the relocations of code: which instruction refers to which map, extern, function or jump table.</summary>
internal sealed class ReferenceReader
{
    private const int SlotSize = 8;

    private readonly ObjectSections sections;
    private readonly FunctionTable functions;
    private readonly ExternTable externs;
    private readonly MapTable maps;
    private readonly Dictionary<(int Section, ulong Offset), int> mapAt = [];
    private readonly Dictionary<int, int> mapOfData = [];

    public ReferenceReader(ObjectSections sections, FunctionTable functions, ExternTable externs, MapTable maps)
    {
        this.sections = sections;
        this.functions = functions;
        this.externs = externs;
        this.maps = maps;
        for (int index = 0; index < maps.All.Count; index++)
        {
            ObjectMap map = maps.All[index];
            if (map.Origin is MapOrigin.Definition or MapOrigin.Record)
            {
                mapAt.TryAdd((map.Section, map.Offset), index);
            }
            else if (map.IsGlobalData)
            {
                mapOfData.TryAdd(map.Section, index);
            }
        }
    }

    /// <summary>Fills in the references of all functions.</summary>
    public void ReadAll()
    {
        Dictionary<ObjectFunction, List<CodeReference>> found = [];
        foreach (ElfSection section in sections.WithRole(SectionRole.CodeRelocations))
        {
            int codeSection = (int)section.Info;
            foreach (ElfRelocation relocation in sections.Elf.Relocations(section))
            {
                if (relocation.Offset % SlotSize != 0 || relocation.Offset >= sections.Elf.Sections[codeSection].Size)
                {
                    throw new BadInputException("a relocation lies outside the code", sections.Elf.Name, section.Name, (long)relocation.Offset);
                }

                // The linker leaves behind the relocations of weak functions that lost against another definition.
                if (functions.At(codeSection, (int)(relocation.Offset / SlotSize)) is not { } function)
                {
                    continue;
                }

                if (!found.TryGetValue(function, out List<CodeReference>? references))
                {
                    found.Add(function, references = []);
                }

                references.Add(Read(function, relocation));
            }
        }

        foreach ((ObjectFunction function, List<CodeReference> references) in found)
        {
            function.References = InOrder(references);
        }
    }

    /// <summary>By instruction; equals keep their order.</summary>
    private static ImmutableArray<CodeReference> InOrder(List<CodeReference> references)
    {
        ulong[] order = new ulong[references.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((ulong)references[i].Instruction << 32) | (uint)i;
        }

        Array.Sort(order);
        CodeReference[] sorted = new CodeReference[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = references[unchecked((int)(uint)order[i])];
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    private CodeReference Read(ObjectFunction function, in ElfRelocation relocation)
    {
        Site site = new(sections, function, relocation);
        if (site.Insn is not { Opcode: 0x85 or 0x18 })
        {
            throw site.Bad("is neither a call nor a 16-byte immediate");
        }

        bool isCall = site.Insn.Opcode == 0x85;
        ElfSymbol symbol = site.Symbol;
        if (symbol.Section >= sections.Elf.Sections.Length)
        {
            throw site.Bad("refers to a section that does not exist");
        }

        if (symbol.IsExtern)
        {
            int number = externs.OfSymbol(symbol.Index);
            return number >= 0
                ? site.Refer(isCall ? ReferenceKind.ExternCall : ReferenceKind.Extern, number)
                : throw site.Bad("refers to an extern without a name");
        }

        if (isCall)
        {
            bool isSubprogram = site.Insn.Source == (byte)PseudoCall.Subprogram && symbol.Section != 0
                && symbol.Section == sections.TextIndex && symbol.Value % SlotSize == 0;
            return isSubprogram ? site.Refer(ReferenceKind.Call) : throw site.Bad("calls something that is no subprogram of .text");
        }

        return symbol.Section > 0
            ? ReadImmediate(site)
            : throw site.Bad("refers to a variable without a section; is it initialised?");
    }

    private CodeReference ReadImmediate(in Site site)
    {
        ElfSymbol symbol = site.Symbol;
        if (IsSubprogram(symbol))
        {
            bool isWhole = symbol.Value % SlotSize == 0 && site.Insn.Immediate % SlotSize == 0;
            return isWhole ? site.Refer(ReferenceKind.FunctionAddress) : throw site.Bad("takes the address of part of an instruction");
        }

        if (mapOfData.TryGetValue(symbol.Section, out int data))
        {
            return site.Refer(ReferenceKind.Data, data);
        }

        return sections.Role(symbol.Section) switch
        {
            SectionRole.ArenaData when maps.Arena >= 0 => site.Refer(ReferenceKind.Data, maps.Arena),
            SectionRole.JumpTables => site.Refer(ReferenceKind.JumpTable),
            SectionRole.MapDefinitions or SectionRole.MapRecord when mapAt.TryGetValue((symbol.Section, symbol.Value), out int map) =>
                site.Refer(ReferenceKind.Map, map) with { Offset = 0 },
            SectionRole.MapDefinitions or SectionRole.MapRecord => throw site.Bad("refers to the inside of a map definition"),
            _ => throw site.Bad($"refers to section '{sections.Elf.Sections[symbol.Section].Name}', which is not loaded"),
        };
    }

    private bool IsSubprogram(in ElfSymbol symbol) => symbol.Section == sections.TextIndex
        && (symbol is { Binding: ElfBinding.Local, Type: ElfSymbolType.Section }
            || (symbol.IsGlobalOrWeak && symbol.Type == ElfSymbolType.Function));

    /// <summary>One relocated instruction, with what messages about it need.</summary>
    private readonly struct Site(ObjectSections sections, ObjectFunction function, ElfRelocation relocation)
    {
        private readonly int slot = (int)(relocation.Offset / SlotSize) - function.Start;

        public Instruction Insn => function.Code[slot];

        public ElfSymbol Symbol => sections.Elf.Symbols[(int)relocation.Symbol];

        public CodeReference Refer(ReferenceKind kind, int target = -1)
        {
            ElfSymbol symbol = Symbol;
            if (symbol.Value > int.MaxValue || symbol.Size > int.MaxValue)
            {
                throw Bad("refers to a symbol out of range");
            }

            if (kind is not (ReferenceKind.Call or ReferenceKind.ExternCall) && slot + 1 >= function.Code.Length)
            {
                throw Bad("is cut short");
            }

            return new CodeReference(slot, kind, target, (int)symbol.Value, (int)symbol.Size);
        }

        public BadInputException Bad(string what) => new(
            $"function '{function.Name}': the relocated instruction {slot} (against '{Symbol.Name}') {what}",
            sections.Elf.Name,
            sections.Elf.Sections[function.Section].Name,
            (long)relocation.Offset);
    }
}
