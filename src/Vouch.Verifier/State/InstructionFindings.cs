namespace Vouch.Verifier.State;

/// <summary>What exploration finds out about one instruction, over all paths.</summary>
internal struct InstructionFindings
{
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

    /// <summary>Helper calls on maps: the one map seen on all paths, or none yet, or several.</summary>
    public CalledMap CalledMap;

    /// <summary>Tail calls and array lookups: the constant key seen on all paths.</summary>
    public CalledKey CalledKey;

    /// <summary>Pointer arithmetic sanitation of unprivileged programs.</summary>
    public byte SanitizeState;

    public uint SanitizeLimit;

    /// <summary>bpf_loop calls: initialised, still fit to be inlined, and the callback.</summary>
    public InlineLoop InlineLoop;
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
