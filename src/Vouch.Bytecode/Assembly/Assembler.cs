using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>
/// Turns BPF assembly into instructions: the pseudo-C of the kernel's documentation as clang's assembler takes it, and the
/// wording of the verifier's log (<c>r1 = *(u64 *)(r10 -8)</c>, <c>goto pc+4</c>). Comments start with <c>//</c> or <c>#</c>.
/// </summary>
/// <example>
/// <code>
/// r0 = *(u32 *)(r1 + 0)
/// if r0 > 64 goto big
/// r0 = 0
/// big: exit
/// </code>
/// </example>
public static class Assembler
{
    /// <summary>Assembles a whole program.</summary>
    /// <exception cref="AssemblyException">The text is not assembly, or a label or name in it is unknown.</exception>
    public static AssembledProgram Assemble(string text, AssemblySymbols? symbols = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new TokenReader(text);
        var program = new ProgramBuilder(symbols ?? AssemblySymbols.None);
        while (reader.Current.Kind != TokenKind.EndOfText)
        {
            if (reader.Current.Kind == TokenKind.EndOfStatement)
            {
                reader.Take();
                continue;
            }

            ReadLabelOrStatement(reader, program);
        }

        program.Labels.Resolve(program.Instructions);
        return new AssembledProgram([.. program.Instructions], program.Labels.Places);
    }

    private static void ReadLabelOrStatement(TokenReader reader, ProgramBuilder program)
    {
        Token first = reader.Take();
        if (first.Kind is TokenKind.Name or TokenKind.Number && reader.TryTake(":"))
        {
            program.Labels.Define(first, program.Instructions.Count);
            return;
        }

        switch (first.Text)
        {
            case "exit" or "goto" or "gotol" or "gotox" or "may_goto" or "call" or "callx" or "if":
                JumpStatements.Read(first, reader, program);
                break;
            case "*" or "lock" or "store_release":
                StoreStatements.Read(first, reader, program);
                break;
            case ".8byte":
                program.Add(Raw(reader.Number()));
                break;
            default:
                AssignmentStatements.Read(first, reader, program);
                break;
        }

        if (reader.Current.Kind is not (TokenKind.EndOfStatement or TokenKind.EndOfText))
        {
            throw reader.Unexpected("the end of the statement");
        }
    }

    /// <summary>An instruction by its eight bytes, the opcode in the lowest: for codes that have no text.</summary>
    private static Instruction Raw(ulong bits) => unchecked(new Instruction((byte)bits, (byte)(bits >> 8), (short)(bits >> 16), (int)(bits >> 32)));
}

/// <summary>The program so far.</summary>
internal sealed class ProgramBuilder(AssemblySymbols symbols)
{
    public AssemblySymbols Symbols { get; } = symbols;

    public List<Instruction> Instructions { get; } = [];

    public Labels Labels { get; } = new();

    public void Add(Instruction insn) => Instructions.Add(insn);

    /// <summary>Adds a 16-byte immediate load.</summary>
    public void AddWide(int destination, PseudoLoad kind, int low, int high)
    {
        Add(new Instruction(0x18, destination, (int)kind, 0, low));
        Add(new Instruction(0, 0, 0, 0, high));
    }

    /// <summary>Adds an instruction whose distance is in the text (<c>+3</c>, <c>pc-2</c>) or waits for a label.</summary>
    public void AddWithTarget(Instruction insn, TokenReader reader, TargetField field)
    {
        reader.TryTake("pc");
        if (!reader.IsNumber)
        {
            if (reader.Current.Kind is not (TokenKind.Name or TokenKind.LocalLabel))
            {
                throw reader.Unexpected("a label or a distance");
            }

            Labels.Await(Instructions.Count, reader.Take(), field);
            Add(insn);
        }
        else if (field == TargetField.Offset)
        {
            Token token = reader.Current;
            int distance = reader.Immediate();
            Add(distance is >= short.MinValue and <= short.MaxValue
                ? insn.WithOffset(distance)
                : throw token.Error("the distance does not fit 16 bits"));
        }
        else
        {
            Add(insn.WithImmediate(reader.Immediate()));
        }
    }
}
