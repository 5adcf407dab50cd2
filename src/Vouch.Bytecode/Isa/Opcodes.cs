namespace Vouch.Bytecode.Isa;

/// <summary>The instruction class: the low three bits of the opcode. Source: the BPF instruction set document (RFC 9669).</summary>
public enum InstructionClass : byte
{
    /// <summary>LD: 16-byte immediates and the legacy packet loads.</summary>
    Load = 0,
    /// <summary>LDX: loads from memory into a register.</summary>
    LoadRegister = 1,
    /// <summary>ST: stores of an immediate.</summary>
    StoreImmediate = 2,
    /// <summary>STX: stores of a register, and atomics.</summary>
    StoreRegister = 3,
    Alu32 = 4,
    Jump = 5,
    Jump32 = 6,
    Alu64 = 7,
}

/// <summary>The arithmetic operation: the high four bits of an ALU opcode.</summary>
public enum AluOperation : byte
{
    Add = 0x00, Sub = 0x10, Mul = 0x20, Div = 0x30, Or = 0x40, And = 0x50, Lsh = 0x60, Rsh = 0x70,
    Neg = 0x80, Mod = 0x90, Xor = 0xa0, Mov = 0xb0, Arsh = 0xc0, End = 0xd0,
}

/// <summary>The jump operation: the high four bits of a JMP or JMP32 opcode.</summary>
public enum JumpOperation : byte
{
    Always = 0x00, Equal = 0x10, Greater = 0x20, GreaterOrEqual = 0x30, Set = 0x40, NotEqual = 0x50,
    SignedGreater = 0x60, SignedGreaterOrEqual = 0x70, Call = 0x80, Exit = 0x90, Less = 0xa0, LessOrEqual = 0xb0,
    SignedLess = 0xc0, SignedLessOrEqual = 0xd0, Conditional = 0xe0,
}

/// <summary>The addressing mode of a load or store: the high three bits of the opcode.</summary>
public enum MemoryMode : byte
{
    Immediate = 0x00, Absolute = 0x20, Indirect = 0x40, Memory = 0x60, MemorySigned = 0x80, Atomic = 0xc0,
}

/// <summary>What the source field of a 16-byte immediate load selects.</summary>
public enum PseudoLoad : byte
{
    Value = 0, MapFd = 1, MapValue = 2, BtfId = 3, Function = 4, MapIndex = 5, MapIndexValue = 6,
}

/// <summary>What the source field of a call selects.</summary>
public enum PseudoCall : byte
{
    Helper = 0, Subprogram = 1, Kfunc = 2,
}

/// <summary>The immediate of an atomic instruction, before the fetch bit where it is optional.</summary>
public static class AtomicOperation
{
    public const int Add = 0x00, Or = 0x40, And = 0x50, Xor = 0xa0, Fetch = 0x01;
    public const int Exchange = 0xe1, CompareExchange = 0xf1, LoadAcquire = 0x100, StoreRelease = 0x110;
}
