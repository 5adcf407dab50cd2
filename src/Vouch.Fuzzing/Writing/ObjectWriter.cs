using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.Isa;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Writing;

/// <summary>Writes programs as one BPF object: the base's maps, data and types, and the programs' code, in sections by program type.</summary>
internal sealed class ObjectWriter
{
    private const int SlotSize = 8;

    /// <summary>Relocations of a 16-byte immediate, and of a call. Source: the BPF ABI's list of relocation types.</summary>
    private const uint WideRelocation = 1, CallRelocation = 10, AbsoluteRelocation = 2;

    private readonly BaseObject origin;
    private readonly ElfWriter elf = new();
    private readonly FunctionTypes types;
    private readonly Dictionary<string, CodeSection> code = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> symbolOf = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> externs = new(StringComparer.Ordinal);
    private readonly CodeSection text;
    private readonly int textSymbol;

    private ObjectWriter(BaseObject origin)
    {
        this.origin = origin;
        types = new FunctionTypes(origin);
        CopyBase();
        text = Code(".text");
        textSymbol = elf.Add(new NewSymbol("", ElfBinding.Local, ElfSymbolType.Section, text.Section));
    }

    /// <summary>The object's bytes.</summary>
    /// <exception cref="AssemblyException">A program's text does not assemble.</exception>
    public static byte[] Write(BaseObject origin, IEnumerable<FuzzProgram> programs)
    {
        ObjectWriter writer = new(origin);
        foreach (FuzzProgram program in programs)
        {
            writer.Add(program);
        }

        return writer.Finish();
    }

    /// <summary>All functions as one text, each behind its name as a label.</summary>
    public static AssembledProgram Assemble(BaseObject origin, FuzzProgram program)
    {
        StringBuilder text = new();
        foreach (FuzzFunction function in program.Functions)
        {
            _ = text.Append(function.Name).Append(":\n");
            foreach (string line in function.Lines)
            {
                _ = text.Append(line).Append('\n');
            }
        }

        return Assembler.Assemble(text.ToString(), origin.Symbols);
    }

    private void CopyBase()
    {
        Dictionary<int, NewSection> copied = [];
        foreach (ElfSection section in origin.Sections)
        {
            copied.Add(section.Index, elf.Add(new NewSection(section.Name, section.Type, section.Flags, section.Data.ToArray()) { Size = section.Size }));
            if (section.Name[0] == '.')
            {
                symbolOf[section.Name[1..]] = elf.Add(new NewSymbol("", ElfBinding.Local, ElfSymbolType.Section, copied[section.Index]));
            }
        }

        foreach (ElfSymbol symbol in origin.Elf.Symbols)
        {
            if (copied.TryGetValue(symbol.Section, out NewSection? section) && symbol.Name.Length > 0)
            {
                symbolOf[symbol.Name] = elf.Add(new NewSymbol(symbol.Name, symbol.Binding, symbol.Type, section, symbol.Value, symbol.Size));
            }
        }

        // Inner maps are relocations of the map definitions.
        if (origin.Elf.Section(".rel.maps") is not { } relocations)
        {
            return;
        }

        foreach (ElfRelocation relocation in origin.Elf.Relocations(relocations))
        {
            string target = origin.Elf.Symbols[(int)relocation.Symbol].Name;
            copied[(int)relocations.Info].Relocations.Add(new NewRelocation((int)relocation.Offset, symbolOf[target], AbsoluteRelocation));
        }
    }

    private CodeSection Code(string name)
    {
        if (!code.TryGetValue(name, out CodeSection? found))
        {
            found = new CodeSection(elf.Add(new NewSection(name, ElfSectionType.ProgramBits, ElfSectionFlags.Allocated | ElfSectionFlags.Executable, [])));
            code.Add(name, found);
        }

        return found;
    }

    private void Add(FuzzProgram program)
    {
        AssembledProgram assembled = Assemble(origin, program);
        ImmutableArray<Placed> functions = Place(program, assembled);
        foreach (Placed function in functions)
        {
            Copy(function, functions, assembled);
        }
    }

    /// <summary>Decides where each function goes: the program into its own section, subprograms into .text.</summary>
    private ImmutableArray<Placed> Place(FuzzProgram program, AssembledProgram assembled)
    {
        ImmutableArray<Placed>.Builder placed = ImmutableArray.CreateBuilder<Placed>(program.Functions.Length);
        int subprogramSlots = text.Slots.Count;
        for (int i = 0; i < program.Functions.Length; i++)
        {
            FuzzFunction function = program.Functions[i];
            int start = assembled.Labels[function.Name];
            int end = i + 1 < program.Functions.Length ? assembled.Labels[program.Functions[i + 1].Name] : assembled.Instructions.Length;
            bool isMain = function.Role == FunctionRole.Main;
            CodeSection section = isMain ? Code(program.Section) : text;
            placed.Add(new Placed(function, section, start, end, isMain ? section.Slots.Count : subprogramSlots));
            subprogramSlots += isMain ? 0 : end - start;
            section.Functions.Add((placed[^1].At, types.Add(function, program.Section)));
        }

        return placed.ToImmutable();
    }

    private void Copy(Placed function, ImmutableArray<Placed> all, AssembledProgram assembled)
    {
        for (int i = function.Start; i < function.End; i++)
        {
            Instruction insn = assembled.Instructions[i];
            int at = function.Section.Slots.Count;
            if (insn.IsSubprogramCall)
            {
                insn = insn.WithImmediate(Placement(all, i + 1 + insn.Immediate) - 1);
                function.Section.Refer(at, textSymbol, CallRelocation);
            }
            else if (insn.IsFunctionReference)
            {
                insn = insn.WithImmediate(Placement(all, i + 1 + insn.Immediate) * SlotSize);
                function.Section.Refer(at, textSymbol, WideRelocation);
            }
            else if (insn.IsKfuncCall)
            {
                function.Section.Refer(at, Extern(insn.Immediate), CallRelocation);
                insn = insn.WithImmediate(-1);
            }
            else if (insn.IsWideImmediate && insn.Source is (byte)PseudoLoad.MapFd or (byte)PseudoLoad.MapValue)
            {
                bool isData = insn.Source == (byte)PseudoLoad.MapValue;
                function.Section.Refer(at, symbolOf[origin.Names[insn.Immediate]], WideRelocation);
                int offset = isData && i + 1 < assembled.Instructions.Length ? assembled.Instructions[i + 1].Immediate : 0;
                insn = new Instruction(insn.Opcode, insn.Destination, 0, insn.Offset, offset);
                function.Section.Slots.Add(insn);
                insn = default;
                i++;
            }

            function.Section.Slots.Add(insn);
        }

        bool isStatic = function.Function.Role == FunctionRole.Static;
        _ = elf.Add(new NewSymbol(
            function.Function.Name,
            isStatic ? ElfBinding.Local : ElfBinding.Global,
            ElfSymbolType.Function,
            function.Section.Section,
            (ulong)function.At * SlotSize,
            (ulong)(function.End - function.Start) * SlotSize));
    }

    /// <summary>Where a slot of the assembled text lies in .text.</summary>
    private static int Placement(ImmutableArray<Placed> all, int slot)
    {
        foreach (Placed function in all)
        {
            if (slot >= function.Start && slot < function.End && function.Function.Role != FunctionRole.Main)
            {
                return function.At + slot - function.Start;
            }
        }

        throw new InvalidOperationException("a call leads to no subprogram");
    }

    private int Extern(int kernelFunction)
    {
        string name = origin.KernelTypes.NameOf(new BtfTypeId(kernelFunction));
        if (!externs.TryGetValue(name, out int symbol))
        {
            symbol = elf.Add(new NewSymbol(name, ElfBinding.Global, ElfSymbolType.None, null));
            externs.Add(name, symbol);
        }

        return symbol;
    }

    private byte[] Finish()
    {
        types.DeclareExterns(externs.Keys);
        foreach (CodeSection section in code.Values)
        {
            section.Section.Data = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(section.Slots)).ToArray();
        }

        _ = elf.Add(new NewSection(".BTF", ElfSectionType.ProgramBits, ElfSectionFlags.None, types.Encode(out byte[] extension, code.Values)));
        if (code.Values.Any(s => s.Functions.Count > 0))
        {
            _ = elf.Add(new NewSection(".BTF.ext", ElfSectionType.ProgramBits, ElfSectionFlags.None, extension));
        }

        return elf.Write();
    }

    /// <summary>A function, its slots in the assembled text, and its first slot in its section.</summary>
    private readonly record struct Placed(FuzzFunction Function, CodeSection Section, int Start, int End, int At);
}

/// <summary>A section of code as it grows.</summary>
internal sealed class CodeSection(NewSection section)
{
    public NewSection Section { get; } = section;

    public List<Instruction> Slots { get; } = [];

    /// <summary>First slot and FUNC type of each function.</summary>
    public List<(int Slot, BtfTypeId Type)> Functions { get; } = [];

    /// <summary>Adds a relocation at a slot.</summary>
    public void Refer(int slot, int symbol, uint type) => Section.Relocations.Add(new NewRelocation(slot * 8, symbol, type));
}
