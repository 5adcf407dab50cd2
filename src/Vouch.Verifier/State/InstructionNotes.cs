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

    /// <summary>Some indirect jump goes here.</summary>
    IndirectTarget = 1 << 5,

    /// <summary>Part of a spill/call/fill pattern around a call that clobbers little.</summary>
    FastcallPattern = 1 << 6,

    /// <summary>A call of an iterator's next.</summary>
    IteratorNext = 1 << 7,

    /// <summary>Some edge goes here against the post-order: the instruction it comes from is before this one there.</summary>
    RetreatTarget = 1 << 8,
}

/// <summary>Ten 32-bit constants, one per register, as the constant folding pass found them.</summary>
[InlineArray(10)]
internal struct ConstantRegisters
{
    private uint first;
}

/// <summary>What is noted about one instruction: by the passes before exploration, and by exploration itself.</summary>
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

    /// <summary>A path that is not speculative came here.</summary>
    public bool IsSeen;

    /// <summary>No speculative path may pass this instruction.</summary>
    public bool StopsSpeculation;

    /// <summary>No speculative path may use this instruction's result.</summary>
    public bool ResultStopsSpeculation;

    /// <summary>The pointer type a load or store was verified with; one instruction may not see two special ones.</summary>
    public RegisterType PointerType;

    /// <summary>Arena arithmetic: this instruction saw an arena pointer / saw a plain scalar.</summary>
    public bool SawArenaOperand, SawPlainOperand;

    /// <summary>Context fields: the kernel-side width when the load is narrower, else 0.</summary>
    public int ContextFieldSize;

    /// <summary>A helper call may run where sleeping is forbidden.</summary>
    public bool RunsNonSleepable;

    /// <summary>16-byte immediates that name a map: its handle and the offset into its value.</summary>
    public MapHandle Map;

    public uint MapOffset;

    /// <summary>16-byte immediates that name a kernel symbol: the register type, and what it points to.</summary>
    public RegisterType SymbolType;

    public BtfHandle SymbolBtf;
    public BtfTypeId SymbolBtfType;
    public uint SymbolSize;

    /// <summary>Helper calls on maps: the one map seen on all paths, or none yet, or several.</summary>
    public CalledMap CalledMap;

    /// <summary>Tail calls and array lookups: the constant key seen on all paths.</summary>
    public CalledKey CalledKey;

    /// <summary>Pointer arithmetic sanitation of unprivileged programs.</summary>
    public byte SanitizeState;

    public uint SanitizeLimit;

    /// <summary>bpf_loop calls: initialised, still fit to be inlined, and the callback.</summary>
    public InlineLoop InlineLoop;

    public readonly bool Is(InstructionMarks any) => (Marks & any) != 0;
}

/// <summary>Which map a call was seen with.</summary>
/// <param name="IsSet">A path with a map came here.</param>
/// <param name="Map">The map while there is only one.</param>
/// <param name="IsPoisoned">Different paths bring different maps.</param>
/// <param name="IsUnprivileged">Seen while pointer leaks were forbidden.</param>
internal readonly record struct CalledMap(bool IsSet, MapHandle Map, bool IsPoisoned, bool IsUnprivileged);

/// <summary>Which constant key a call was seen with.</summary>
internal readonly record struct CalledKey(bool IsSet, long Key, bool IsPoisoned);

/// <summary>Whether a bpf_loop call always runs the same callback without flags.</summary>
internal readonly record struct InlineLoop(bool IsInitialized, bool IsFit, int Callback);
