using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Where pointers into stacks are at one instruction of one function: R0 to R10, then the outgoing stack arguments where the program
/// has any, and the spills of the function's own frame.
/// </summary>
/// <param name="rows">Where the values are.</param>
internal sealed class OriginState(SharedRows<PointerOrigin> rows) : RowCursor<PointerOrigin>(rows)
{
    public const int RegisterCount = 11;
    public const int StackArguments = 7;
    public const int LargestValueCount = RegisterCount + StackArguments;

    public SpillOrigins Spills { get; set; } = SpillOrigins.Empty;

    /// <summary>Takes over what an instruction sees.</summary>
    public void Load(int row, SpillOrigins spills)
    {
        Follow(row);
        Spills = spills;
    }

    /// <summary>The place passes an argument to a function that is called: R1 to R5, and the stack arguments.</summary>
    public static bool IsArgument(int place) => place is (>= 1 and <= 5) or >= RegisterCount;

    /// <summary>The index of a stack argument's slot (0 is the sixth argument) from its offset, or -1.</summary>
    public static int StackArgument(short offset)
    {
        int distance = Math.Abs((int)offset) / 8;
        return distance > StackArguments ? -1 : distance - 1;
    }
}
