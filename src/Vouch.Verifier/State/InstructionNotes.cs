using System;
using System.Runtime.CompilerServices;
using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.State;

/// <summary>Facts about an instruction that the control-flow passes find.</summary>
[Flags]
internal enum InstructionMarks : ushort
{
    None = 0,

    /// <summary>A checkpoint may be stored, and states are compared, before this instruction.</summary>
    PrunePoint = 1 << 0,

    /// <summary>Coming here is recorded in the jump history.</summary>
    JumpPoint = 1 << 1,

    /// <summary>A checkpoint is always stored here.</summary>
    ForceCheckpoint = 1 << 2,

    /// <summary>A call that runs a callback any number of times.</summary>
    CallsCallback = 1 << 3,

    /// <summary>Some jump or call goes here.</summary>
    JumpTarget = 1 << 4,

    /// <summary>Part of a spill/call/fill pattern around a call that clobbers little.</summary>
    FastcallPattern = 1 << 5,

    /// <summary>A call of an iterator's next.</summary>
    IteratorNext = 1 << 6,

    /// <summary>Some edge goes here against the post-order: the instruction it comes from is before this one there.</summary>
    RetreatTarget = 1 << 7,

    /// <summary>Its registers or unused fields are wrong, and the first path that comes to it is refused.</summary>
    IllFormed = 1 << 8,
}

/// <summary>Ten 32-bit constants, one per register, as the constant folding pass found them.</summary>
[InlineArray(10)]
internal struct ConstantRegisters
{
    private uint first;
}

/// <summary>What the passes before exploration note about one instruction.</summary>
internal struct InstructionNotes
{
    public InstructionMarks Marks;

    /// <summary>Strongly connected component, 0 for none.</summary>
    public int Component;

    /// <summary>Bit n: register n is live before the instruction (either half).</summary>
    public ushort LiveRegisters;

    /// <summary>Bit n: register n is a known 32-bit constant here, see <see cref="Constants"/>.</summary>
    public ushort ConstantMask;

    /// <summary>Bit n: register n is the map with the index in <see cref="Constants"/>.</summary>
    public ushort ConstantMapMask;

    /// <summary>Bit n: register n is the subprogram with the index in <see cref="Constants"/>.</summary>
    public ushort ConstantSubprogramMask;

    public ConstantRegisters Constants;

    /// <summary>The result's upper half is needed, so a 32-bit write must clear it.</summary>
    public bool NeedsZeroExtension;

    /// <summary>Spill/fill pairs around a call of little clobber; 0 when there is no such pattern.</summary>
    public byte FastcallSpills;

    /// <summary>16-byte immediates that name a map: its handle and the offset into its value.</summary>
    public MapHandle Map;

    public uint MapOffset;

    /// <summary>16-byte immediates that name a kernel symbol: the register type, and what it points to.</summary>
    public RegisterType SymbolType;

    public BtfHandle SymbolBtf;
    public BtfTypeId SymbolBtfType;
    public uint SymbolSize;

    public readonly bool Is(InstructionMarks any) => (Marks & any) != 0;
}
