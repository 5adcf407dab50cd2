namespace Vouch.Kernel.Rules;

/// <summary>Numbers that a program must not exceed, where releases differ. A limit that no release changed is a constant of the code that keeps it.</summary>
public sealed record Limits
{
    /// <summary>
    /// Functions active at once, the main program included. 16 since 7.2, 8 before (all of 5.10 to 7.1).
    /// Evidence: MAX_CALL_FRAMES; delta 6.18 S1, A8.
    /// </summary>
    public int CallFrames { get; init; } = 16;

    /// <summary>
    /// Parameters of a kernel function that programs call. 12 since 7.2, where those beyond the fifth are passed on the stack; 5 before.
    /// Evidence: MAX_BPF_FUNC_ARGS, MAX_BPF_FUNC_REG_ARGS; delta 6.18 S1, C13.
    /// </summary>
    public int KfuncParameters { get; init; } = 12;
}
