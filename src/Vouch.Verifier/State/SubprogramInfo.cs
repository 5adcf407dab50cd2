using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.State;

/// <summary>How a global function's argument is typed by its BTF.</summary>
internal enum GlobalArgumentKind
{
    /// <summary>Any scalar.</summary>
    Scalar,
    Context,
    Memory,
    Dynptr,
    BtfObject,
    Arena,
}

/// <summary>An argument of a global function.</summary>
/// <param name="Kind">What the function may rely on.</param>
/// <param name="Flags">May be null, trusted, read-only; untrusted: any value is fine, and reads inside are probed.</param>
/// <param name="MemorySize">Memory: bytes.</param>
/// <param name="Btf">BTF objects: the BTF of <paramref name="Type"/>.</param>
/// <param name="Type">BTF objects: the struct.</param>
internal readonly record struct GlobalArgument(GlobalArgumentKind Kind, TypeFlags Flags, uint MemorySize, BtfHandle Btf, BtfTypeId Type);

/// <summary>Whether a subprogram runs on a stack of its own.</summary>
internal enum PrivateStackMode
{
    Unknown,
    None,
    Adaptive,
}

/// <summary>One subprogram: where it lies, what it may do, and what was counted for it.</summary>
internal sealed class SubprogramInfo
{
    /// <summary>From BTF; empty when there is none.</summary>
    public string Name = "";

    /// <summary>First instruction.</summary>
    public int Start;

    /// <summary>One past the last instruction.</summary>
    public int End;

    /// <summary>Index of its first line record, or -1.</summary>
    public int FirstLine = -1;

    /// <summary>Position of its instructions in the session's post-order.</summary>
    public int PostOrderStart;

    /// <summary>One past its last position there.</summary>
    public int PostOrderEnd;

    /// <summary>
    /// Some edge goes against that order, or did before dead branches were pruned, as one of every loop does. Data flow may then need
    /// several rounds to a fixed point: another one when the last changed an instruction with <see cref="InstructionMarks.RetreatTarget"/>.
    /// </summary>
    public bool HasRetreats;

    /// <summary>Some call of it runs a callback any number of times.</summary>
    public bool CallsBack;

    /// <summary>Some exit instruction of it, or -1.</summary>
    public int ExitIndex = -1;

    /// <summary>The FUNC type, void when there is no function record.</summary>
    public BtfTypeId FunctionType;

    public bool IsGlobal;

    /// <summary>The static function's BTF does not describe how it is called; its types are not to be relied on.</summary>
    public bool IsUnreliable;

    /// <summary>Global functions: called from a context that may not sleep [0], that may sleep [1].</summary>
    public readonly bool[] IsCalled = new bool[2];

    /// <summary>Global functions: verified for those contexts.</summary>
    public readonly bool[] IsVerified = new bool[2];

    /// <summary>Bytes of stack used.</summary>
    public int StackDepth;

    /// <summary>Bytes of stack that later rewrites add.</summary>
    public int ExtraStack;

    public int OwnInstructions;
    public int TotalInstructions;

    /// <summary>Offset below which only fastcall patterns spill; meaningful while they stand.</summary>
    public int FastcallStackOffset;

    public bool KeepsFastcallStack;
    public bool HasTailCall;
    public bool MightThrow;
    public bool IsTailCallReachable;
    public bool HasLegacyPacketLoad;
    public bool IsCallback;
    public bool IsAsyncCallback;
    public bool IsExceptionCallback;
    public bool ChangesPacketData;
    public bool MightSleep;
    public PrivateStackMode PrivateStack;

    /// <summary>Made by the verifier itself, or removed as dead: not listed in the statistics.</summary>
    public bool IsHidden;

    /// <summary>The typed arguments have been worked out.</summary>
    public bool AreArgumentsKnown;

    public GlobalArgument[] Arguments = [];

    /// <summary>Stack arguments: incoming plus the most that are outgoing.</summary>
    public int StackArgumentCount;

    public int MaxOutgoingStackArguments;

    /// <summary>Incoming arguments that lie beyond the fifth.</summary>
    public int IncomingStackArguments => Arguments.Length > 5 ? Arguments.Length - 5 : 0;
}
