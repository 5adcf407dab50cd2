using System.Runtime.CompilerServices;

namespace Vouch.Bytecode.Isa;

/// <summary>One 8-byte instruction slot as it lies in an object file (little endian). A 16-byte immediate takes two.</summary>
/// <remarks>Kept as one number: passed on as four fields, it would be taken apart and put together again at every call.</remarks>
public readonly record struct Instruction
{
    private readonly ulong word;

    /// <summary>The register that passes arguments beyond the fifth on the stack.</summary>
    public const byte StackArgumentRegister = 11;

    /// <summary>The read-only frame pointer.</summary>
    public const byte FramePointer = 10;

    public Instruction(byte opcode, byte registers, short offset, int immediate) =>
        word = unchecked(opcode | ((ulong)registers << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)immediate << 32));

    public Instruction(int opcode, int destination, int source, int offset, int immediate)
        : this((byte)opcode, (byte)((destination & 0xf) | (source << 4)), (short)offset, immediate)
    {
    }

    public byte Opcode { get => unchecked((byte)word); init => word = (word & ~0xfful) | value; }

    /// <summary>The destination in the low half, the source in the high one.</summary>
    public byte Registers { get => unchecked((byte)(word >> 8)); init => word = (word & ~0xff00ul) | ((ulong)value << 8); }

    public short Offset
    {
        get => unchecked((short)(word >> 16));
        init => word = unchecked((word & ~0xffff_0000ul) | ((ulong)(ushort)value << 16));
    }

    public int Immediate
    {
        get => unchecked((int)(word >> 32));
        init => word = unchecked((uint)word | ((ulong)(uint)value << 32));
    }

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(Instruction other) => word == other.word;

    public override int GetHashCode() => word.GetHashCode();

    public byte Destination => (byte)(Registers & 0xf);

    public byte Source => (byte)(Registers >> 4);

    public InstructionClass Class => (InstructionClass)(Opcode & 0x07);

    public bool IsAlu => Class is InstructionClass.Alu32 or InstructionClass.Alu64;

    public bool IsJump => Class is InstructionClass.Jump or InstructionClass.Jump32;

    /// <summary>True when the second operand is a register (BPF_X), false when it is the immediate (BPF_K).</summary>
    public bool UsesSourceRegister => (Opcode & 0x08) != 0;

    /// <summary>Meaningful for the two ALU classes only.</summary>
    public AluOperation AluOperation => (AluOperation)(Opcode & 0xf0);

    /// <summary>Meaningful for the two jump classes only.</summary>
    public JumpOperation JumpOperation => (JumpOperation)(Opcode & 0xf0);

    /// <summary>Meaningful for loads and stores only.</summary>
    public MemoryMode Mode => (MemoryMode)(Opcode & 0xe0);

    /// <summary>Access size in bytes (1, 2, 4 or 8). Meaningful for loads and stores only.</summary>
    public int AccessSize
    {
        // Four hexadecimal digits, one a code.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (0x8124 >> ((Opcode & 0x18) >> 1)) & 0xf;
    }

    /// <summary>The first half of a 16-byte immediate load.</summary>
    public bool IsWideImmediate => Opcode == 0x18;

    public bool IsHelperCall => Opcode == 0x85 && Source == (byte)PseudoCall.Helper;

    public bool IsSubprogramCall => Opcode == 0x85 && Source == (byte)PseudoCall.Subprogram;

    public bool IsKfuncCall => Opcode == 0x85 && Source == (byte)PseudoCall.Kfunc;

    /// <summary>The first half of a 16-byte immediate that names a subprogram.</summary>
    public bool IsFunctionReference => Opcode == 0x18 && Source == (byte)PseudoLoad.Function;

    public bool IsExit => Opcode == 0x95;

    /// <summary>An atomic read-modify-write, load-acquire or store-release.</summary>
    public bool IsAtomic => Class == InstructionClass.StoreRegister && Mode == MemoryMode.Atomic;

    /// <summary>may_goto: a conditional jump whose condition is the kernel's loop budget.</summary>
    public bool IsMayGoto => Opcode == 0xe5 && Source == 0;

    /// <summary>gotox: a jump to the address in the destination register.</summary>
    public bool IsIndirectJump => Opcode == 0x0d;

    /// <summary>JA or gotol.</summary>
    public bool IsUnconditionalJump => Opcode is 0x05 or 0x06;

    /// <summary>The same instruction with another immediate.</summary>
    public Instruction WithImmediate(int immediate) => this with { Immediate = immediate };

    /// <summary>The same instruction with another offset, cut to 16 bits.</summary>
    public Instruction WithOffset(int offset) => this with { Offset = (short)offset };
}
