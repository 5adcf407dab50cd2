using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Runs arithmetic and branches over scalar registers, in the wording of the log, on the domains alone.</summary>
internal sealed partial class ScalarReplay
{
    private readonly Dictionary<int, ScalarBounds> registers = [];

    /// <summary>Executes one line "instruction ; R1=... R2=..." (of a jump without its target) and lists the registers that it prints otherwise than we do.</summary>
    /// <remarks>
    /// "call" leaves an unknown R0, "r1 = load u8" an unknown byte. Of a jump that is not decided the path that falls through is followed,
    /// of a sign mask that is split the path with -1.
    /// </remarks>
    public IEnumerable<string> Step(string line)
    {
        string[] halves = line.Split(" ; ", 2);
        if (halves[0] == "call")
            registers[0] = ScalarBounds.Unknown;
        else if (Load().Match(halves[0]) is { Success: true } load)
            registers[int.Parse(load.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = Loaded(load.Groups[2].Value);
        else
            Execute(Assembler.Assemble(halves[0].StartsWith("if ", StringComparison.Ordinal) ? halves[0] + " goto +0" : halves[0]).Instructions[0]);

        foreach (string printed in NextRegister().Split(halves[1]))
        {
            int register = int.Parse(printed.AsSpan(1, printed.IndexOf('=', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
            string expected = printed[(printed.IndexOf('=', StringComparison.Ordinal) + 1)..];
            string actual = ScalarText.Of(registers[register]);
            if (actual != expected)
                yield return $"{line}: R{register}={actual}";
        }
    }

    private void Execute(Instruction insn)
    {
        if (insn.IsJump)
        {
            Branch(insn);
            return;
        }

        int bits = insn.Class == InstructionClass.Alu64 ? 64 : 32;
        ScalarBounds source = insn.AluOperation is AluOperation.Neg or AluOperation.End ? registers[insn.Destination] : Operand(insn);
        registers[insn.Destination] = insn.AluOperation switch
        {
            AluOperation.Mov => Move(insn, bits, source),
            AluOperation.End => ScalarArithmetic.ConvertByteOrder(
                source, insn.Immediate, swaps: insn.Class == InstructionClass.Alu64 || insn.UsesSourceRegister),
            _ => ScalarArithmetic.Apply(insn.AluOperation, bits, insn.Offset == 1, Continued(insn, source), source),
        };
    }

    private ScalarBounds Continued(Instruction insn, ScalarBounds source)
    {
        ScalarBounds destination = registers[insn.Destination];
        return ScalarBitwise.TryFork(insn.AluOperation, destination, source, out _, out ScalarBounds continued, out _) ? continued : destination;
    }

    private static ScalarBounds Loaded(string type) => type switch
    {
        "u8" => ScalarBounds.Unknown.Truncate(1),
        "u16" => ScalarBounds.Unknown.Truncate(2),
        "u32" => ScalarBounds.Unknown.Truncate(4),
        "s8" => ScalarBounds.Unknown.SignExtend64(1),
        "s16" => ScalarBounds.Unknown.SignExtend64(2),
        "s32" => ScalarBounds.Unknown.SignExtend64(4),
        _ => ScalarBounds.Unknown,
    };

    private ScalarBounds Operand(Instruction insn) =>
        insn.UsesSourceRegister ? registers[insn.Source] : ScalarBounds.Const(unchecked((ulong)insn.Immediate));

    private static ScalarBounds Move(Instruction insn, int bits, ScalarBounds source)
    {
        if (insn.Offset != 0)
            source = bits == 64 ? source.SignExtend64(insn.Offset / 8) : source.SignExtend32(insn.Offset / 8);
        return bits == 64 ? source : source.ZeroExtend32().Sync();
    }

    private void Branch(Instruction insn)
    {
        BranchVerdict verdict = BranchDecision.Decide(
            new JumpTest(insn.JumpOperation, insn.Class == InstructionClass.Jump32, insn.UsesSourceRegister && insn.Source == insn.Destination),
            registers[insn.Destination], Operand(insn), out BranchOutcomes outcomes);
        if (verdict != BranchVerdict.Unknown)
            return;
        registers[insn.Destination] = outcomes.NotTakenFirst;
        if (insn.UsesSourceRegister)
            registers[insn.Source] = outcomes.NotTakenSecond;
    }

    [GeneratedRegex(@" (?=R\d+=)")]
    private static partial Regex NextRegister();

    [GeneratedRegex(@"^r(\d+) = load ([us]\d+)$")]
    private static partial Regex Load();
}
