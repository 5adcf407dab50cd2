using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.State;

/// <summary>One subprogram as the passes before exploration found it: where it lies and what it may do.</summary>
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

    /// <summary>Offset below which only fastcall patterns spill; meaningful while they stand.</summary>
    public int FastcallStackOffset;

    public bool KeepsFastcallStack;
    public bool HasTailCall;
    public bool MightThrow;
    public bool HasLegacyPacketLoad;
    public bool IsExceptionCallback;
    public bool ChangesPacketData;
    public bool MightSleep;
}
