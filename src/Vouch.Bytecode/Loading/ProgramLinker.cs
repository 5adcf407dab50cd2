using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Appends to a program the subprograms it reaches and points its calls and function addresses at them. The order decides instruction
/// numbers, so it is the loader's: at the first use of a subprogram it is appended, and walked at once, before the caller is walked on.
/// <code>
///   main: call A; call B      A: call C        gives   main A C B
/// </code>
/// </summary>
internal sealed class ProgramLinker
{
    private readonly FunctionTable functions;
    private readonly Func<ObjectFunction, ImmutableArray<Instruction>> codeOf;
    private readonly LinkedProgram program = new();
    private readonly Dictionary<ObjectFunction, int> starts = [];
    private readonly Stack<Walk> walks = new();

    /// <param name="functions">The object's functions.</param>
    /// <param name="codeOf">A function's code, type relocations applied.</param>
    private ProgramLinker(FunctionTable functions, Func<ObjectFunction, ImmutableArray<Instruction>> codeOf)
    {
        this.functions = functions;
        this.codeOf = codeOf;
    }

    /// <param name="functions">The object's functions.</param>
    /// <param name="main">The program.</param>
    /// <param name="exceptionCallback">A subprogram that is part of the program though nothing calls it, or null.</param>
    /// <param name="codeOf">A function's code, type relocations applied.</param>
    /// <exception cref="PreparationException">A call leads nowhere.</exception>
    public static LinkedProgram Link(
        FunctionTable functions,
        ObjectFunction main,
        ObjectFunction? exceptionCallback,
        Func<ObjectFunction, ImmutableArray<Instruction>> codeOf)
    {
        ProgramLinker linker = new(functions, codeOf);
        linker.Append(main);
        linker.WalkAll();
        if (exceptionCallback is not null && !linker.starts.ContainsKey(exceptionCallback))
        {
            linker.Append(exceptionCallback);
            linker.WalkAll();
        }

        return linker.program;
    }

    private void Append(ObjectFunction function)
    {
        int start = program.Code.Count;
        starts.Add(function, start);
        program.Parts.Add(new LinkedPart(function, start));
        program.Code.AddRange(codeOf(function).AsSpan());
        foreach (CodeReference reference in function.References)
        {
            program.References.Add(reference with { Instruction = reference.Instruction + start });
        }

        walks.Push(new Walk(function, start));
    }

    private void WalkAll()
    {
        while (walks.TryPeek(out Walk? walk))
        {
            if (walk.Next == walk.Function.Code.Length)
            {
                walks.Pop();
                continue;
            }

            Visit(walk);
        }
    }

    /// <summary>
    /// Looks at one instruction. When it is the first use of a subprogram, that is appended and the instruction looked at again later.
    /// </summary>
    private void Visit(Walk walk)
    {
        Span<Instruction> code = CollectionsMarshal.AsSpan(program.Code);
        int at = walk.Start + walk.Next;
        ObjectFunction? target = TargetOf(walk, code[at]);
        if (target is null)
        {
            walk.Next++;
        }
        else if (!starts.TryGetValue(target, out int start))
        {
            Append(target);
        }
        else
        {
            Instruction insn = code[at];
            int source = insn.IsWideImmediate ? (int)PseudoLoad.Function : insn.Source;
            code[at] = new Instruction(insn.Opcode, insn.Destination, source, insn.Offset, start - at - 1);
            walk.Next++;
        }
    }

    /// <summary>The subprogram that an instruction calls or takes the address of, or null when it does neither.</summary>
    private ObjectFunction? TargetOf(Walk walk, Instruction insn)
    {
        CodeReference? reference = walk.Function.ReferenceAt(walk.Next);
        bool isAddress = reference?.Kind == ReferenceKind.FunctionAddress || insn.IsFunctionReference;
        bool isCall = insn.IsSubprogramCall && insn.Destination == 0 && insn.Offset == 0;
        if ((!isCall && !isAddress) || reference?.Kind == ReferenceKind.ExternCall)
        {
            return null;
        }

        long slot = reference switch
        {
            // A call of a global function has -1 in its immediate and the place in the symbol; of a static one, the reverse.
            { Kind: ReferenceKind.Call } call => (call.Offset / 8) + (long)insn.Immediate + 1,
            { Kind: ReferenceKind.FunctionAddress } address => (address.Offset + (long)insn.Immediate) / 8,
            null when isCall => walk.Function.Start + walk.Next + (long)insn.Immediate + 1,
            null => throw Failed(walk, "takes a function's address without a relocation"),
            _ => throw Failed(walk, "has a relocation that does not suit it"),
        };
        return slot is >= 0 and <= int.MaxValue && functions.SubprogramAt((int)slot) is { } subprogram
            ? subprogram
            : throw Failed(walk, "calls a subprogram that is not in .text");
    }

    private static PreparationException Failed(Walk walk, string what) =>
        new(PreparationStage.Elf, $"function '{walk.Function.Name}': instruction {walk.Next} {what}");

    /// <summary>A function whose instructions are being looked at; Next counts from its first slot.</summary>
    private sealed class Walk(ObjectFunction function, int start)
    {
        public ObjectFunction Function { get; } = function;

        public int Start { get; } = start;

        public int Next { get; set; }
    }
}
