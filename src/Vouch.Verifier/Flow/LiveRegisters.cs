using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Which registers may still be read, before each instruction: backward data flow over both halves of each register, to a fixed
/// point. Also finds the 32-bit results whose upper half is read later.
/// </summary>
internal sealed class LiveRegisters
{
    private const short AddressSpaceCast = 1;
    private const uint NoUserConversion = 1u << 18;

    private readonly ProgramFacts facts;
    private readonly RegisterUse[] uses;
    private readonly uint[] before;
    private readonly uint[] after;
    private readonly bool arenaIsKernelOnly;

    private LiveRegisters(ProgramFacts facts)
    {
        this.facts = facts;
        int length = facts.Program.Instructions.Length;
        uses = new RegisterUse[length];
        before = new uint[length];
        after = new uint[length];
        foreach (MapModel map in facts.Maps)
        {
            arenaIsKernelOnly |= map.Type == MapType.Arena && (map.Definition.Flags & NoUserConversion) != 0;
        }

        for (int i = 0; i < length; i++)
        {
            uses[i] = RegisterUse.Of(facts, facts.Program.Instructions[i]);
        }
    }

    /// <summary>Sets <see cref="InstructionNotes.LiveRegisters"/> and <see cref="InstructionNotes.NeedsZeroExtension"/>.</summary>
    public static void Compute(ProgramFacts facts, InstructionListing listing)
    {
        LiveRegisters pass = new(facts);
        pass.Solve();
        for (int i = 0; i < pass.before.Length; i++)
        {
            ref InstructionNotes notes = ref facts.Notes[i];
            notes.LiveRegisters = (ushort)(pass.before[i] | (pass.before[i] >> 16));
            int narrow = pass.NarrowResult(facts.Program.Instructions[i]);
            notes.NeedsZeroExtension = narrow >= 0 && ((pass.after[i] >> 16) & (1u << narrow)) != 0;
        }

        Log(facts, listing);
    }

    private void Solve()
    {
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            while (Round(subprogram))
            {
                // Only ever more is live, so the rounds end.
            }
        }
    }

    private bool Round(SubprogramInfo subprogram)
    {
        bool changed = false;
        for (int i = subprogram.PostOrderStart; i < subprogram.PostOrderEnd; i++)
        {
            int index = facts.PostOrder[i];
            uint live = 0;
            Successors successors = Successors.Of(facts, index);
            for (int s = 0; s < successors.Count; s++)
            {
                live |= before[successors[s]];
            }

            uint needed = (live & ~uses[index].Writes) | uses[index].Reads;
            after[index] = live;
            if (needed != before[index])
            {
                before[index] = needed;
                changed |= subprogram.HasRetreats && facts.Notes[index].Is(InstructionMarks.RetreatTarget);
            }
        }

        return changed;
    }

    /// <summary>The register whose lower half alone an instruction gives, or -1.</summary>
    private int NarrowResult(Instruction insn)
    {
        bool isNarrow = insn.Class switch
        {
            InstructionClass.Alu32 => insn.AluOperation != AluOperation.End || insn.Immediate != 64,
            InstructionClass.Alu64 => (insn.AluOperation == AluOperation.End && insn.Immediate != 64) || IsNarrowCast(insn),
            InstructionClass.LoadRegister => insn.Mode == MemoryMode.Memory && insn.AccessSize != 8,
            InstructionClass.StoreRegister => insn.AccessSize != 8,
            InstructionClass.Load => insn.IsPacketLoad(),
            _ => false,
        };
        if (!isNarrow)
        {
            return -1;
        }

        return insn.Class == InstructionClass.StoreRegister ? insn.FetchedRegister() : insn.Destination;
    }

    // Casts that the JIT does not see become plain 32-bit moves.
    private bool IsNarrowCast(Instruction insn) =>
        insn.Opcode == 0xbf && insn.Offset == AddressSpaceCast && (insn.Immediate == 1 || arenaIsKernelOnly);

    private static void Log(ProgramFacts facts, InstructionListing listing)
    {
        VerifierLog log = listing.Log;
        if (!log.TracesAll)
        {
            return;
        }

        log.Write("Live regs before insn:\n");
        for (int i = 0; i < facts.Program.Instructions.Length; i++)
        {
            ref readonly InstructionNotes notes = ref facts.Notes[i];
            if (notes.Component != 0)
            {
                log.Write($"{notes.Component,3} ");
            }
            else
            {
                log.Write("    ");
            }

            log.Write($"{i,3}: ");
            for (int r = 0; r < 10; r++)
            {
                log.Write((notes.LiveRegisters & (1 << r)) != 0 ? [(char)('0' + r)] : ".");
            }

            log.Write(" ");
            long start = log.Position;
            listing.Write(i);
            if (notes.NeedsZeroExtension && facts.Program.Kernel.Rules.Log.RemarksZeroExtensions)
            {
                RemarkColumn.AppendAlignment(log, log.Position - start);
                log.Write("; zext");
            }

            log.Write("\n");
            if (facts.Program.Instructions[i].IsWideImmediate)
            {
                i++;
            }
        }
    }
}
