namespace Vouch.Verifier.State;

/// <summary>Whether a subprogram runs on a stack of its own.</summary>
internal enum PrivateStackMode
{
    Unknown,
    None,
    Adaptive,
}

/// <summary>What exploration, and the checks behind it, find out about one subprogram.</summary>
internal sealed class SubprogramFindings(SubprogramInfo info)
{
    /// <summary>What was known of it before.</summary>
    public readonly SubprogramInfo Info = info;

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

    /// <summary>Some access to the stack stands against leaving out the spills around its fastcalls.</summary>
    public bool BreaksFastcall;

    /// <summary>It makes tail calls, or what it calls does.</summary>
    public bool IsTailCallReachable { get => field || Info.HasTailCall; set; }

    public bool IsCallback = info.IsExceptionCallback;
    public bool IsAsyncCallback = info.IsExceptionCallback;
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
