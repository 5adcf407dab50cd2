using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Which registers a step backwards over an instruction looks at. Walks cross far more instructions than they change anything at,
/// so that those are told by one look into a table (four fifths of the steps in loop1 of the kernel's selftests).
/// </summary>
internal sealed class BackwardRelevance
{
    /// <summary>The instruction always needs a closer look.</summary>
    private const ushort Always = 1 << 15;

    private ushort[] masks = [];

    /// <summary>Reads the program. With a log of the walks every step is looked at.</summary>
    public void Start(Instruction[] instructions, bool isLogged)
    {
        masks = new ushort[instructions.Length];
        for (int i = 0; i < masks.Length; i++)
        {
            masks[i] = isLogged ? Always : Of(instructions[i]);
        }
    }

    /// <summary>How many instructions the program has.</summary>
    public int Length => masks.Length;

    /// <summary>A walk that asks for these registers of its frame may be changed by the instruction itself, whatever the history says of it.</summary>
    public bool IsRelevant(int instruction, uint registers) => (masks[instruction] & (registers | Always)) != 0;

    private static ushort Of(Instruction insn)
    {
        ushort destination = (ushort)(1 << insn.Destination);
        switch (insn.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64 or InstructionClass.LoadRegister or InstructionClass.StoreImmediate:
                return destination;
            case InstructionClass.StoreRegister:
                return insn.IsAtomic ? Always : destination;
            case InstructionClass.Load:
                // The second half of a 16-byte instruction does nothing.
                return insn.Opcode == 0 ? (ushort)0 : insn.IsWideImmediate ? destination : Always;
            default:
                bool leaves = insn.JumpOperation is JumpOperation.Call or JumpOperation.Exit;
                ushort compared = insn.UsesSourceRegister ? (ushort)(destination | (1 << insn.Source)) : (ushort)0;
                return leaves ? Always : compared;
        }
    }
}
