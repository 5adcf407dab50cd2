using System;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// The registers one instruction reads and writes: bit n is the lower half of register n, bit n + 16 its upper half. What is not
/// known reads everything.
/// </summary>
internal readonly record struct RegisterUse(uint Reads, uint Writes)
{
    private const uint Everything = uint.MaxValue;
    private const uint CallerSaved = 0x3f;

    public static RegisterUse Of(ProgramFacts facts, Instruction insn) => insn.Class switch
    {
        InstructionClass.Load => insn.IsWideImmediate ? new(0, Both(insn.Destination)) : new(Everything, 0),
        InstructionClass.LoadRegister => new(Both(insn.Source), Both(insn.Destination)),
        InstructionClass.StoreImmediate => new(Both(insn.Destination), 0),
        InstructionClass.StoreRegister => insn.IsAtomic ? OfAtomic(insn) : new(Both(insn.Destination) | StoredValue(insn), 0),
        InstructionClass.Alu32 or InstructionClass.Alu64 => OfArithmetic(insn),
        _ => OfJump(facts, insn),
    };

    private static uint Lower(int register) => 1u << register;

    private static uint Both(int register) => (1u << register) | (1u << (register + 16));

    private static uint Widen(uint registers) => registers | (registers << 16);

    private static uint StoredValue(Instruction insn) => insn.AccessSize == 8 ? Both(insn.Source) : Lower(insn.Source);

    private static RegisterUse OfAtomic(Instruction insn)
    {
        uint address = Both(insn.Destination);
        uint value = StoredValue(insn);
        return insn.Immediate switch
        {
            AtomicOperation.CompareExchange =>
                new((insn.AccessSize == 8 ? Both(0) : Lower(0)) | address | value, Both(0)),
            AtomicOperation.LoadAcquire => new(Both(insn.Source), address),
            AtomicOperation.StoreRelease => new(address | value, 0),
            _ => new(address | value, (insn.Immediate & AtomicOperation.Fetch) != 0 ? Both(insn.Source) : 0),
        };
    }

    private static RegisterUse OfArithmetic(Instruction insn)
    {
        bool isWide = insn.Class == InstructionClass.Alu64;
        uint destination = Both(insn.Destination);
        uint source = !insn.UsesSourceRegister ? 0 : isWide ? Both(insn.Source) : Lower(insn.Source);
        return insn.AluOperation switch
        {
            AluOperation.End => new(destination, destination),
            AluOperation.Mov => new(source, destination),
            _ => new((isWide ? destination : Lower(insn.Destination)) | source, destination),
        };
    }

    private static RegisterUse OfJump(ProgramFacts facts, Instruction insn)
    {
        switch (insn.JumpOperation)
        {
            case JumpOperation.Always:
                return new(insn.UsesSourceRegister ? Both(insn.Destination) : 0, 0);
            case JumpOperation.Conditional:
                return default;
            case JumpOperation.Exit:
                return new(Both(0), 0);
            case JumpOperation.Call:
                uint arguments = CallSummary.TryGet(facts, insn, out CallSummary summary)
                    ? (2u << Math.Min(summary.Parameters, FrameState.ArgumentRegisters)) - 2
                    : CallerSaved & ~1u;
                return new(Widen(arguments), Widen(CallerSaved));
            default:
                bool isWide = insn.Class == InstructionClass.Jump;
                uint reads = isWide ? Both(insn.Destination) : Lower(insn.Destination);
                uint source = isWide ? Both(insn.Source) : Lower(insn.Source);
                return new(insn.UsesSourceRegister ? reads | source : reads, 0);
        }
    }
}
