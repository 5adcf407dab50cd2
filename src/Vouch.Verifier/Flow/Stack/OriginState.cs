using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Where pointers into stacks are at one instruction of one function: R0 to R10, then the outgoing stack arguments where the program
/// has any, and the spills of the function's own frame.
/// </summary>
/// <param name="rows">Where the values are.</param>
internal sealed class OriginState(OriginRows rows)
{
    public const int RegisterCount = 11;
    public const int StackArguments = 7;
    public const int LargestValueCount = RegisterCount + StackArguments;

    private bool isShared;

    public int Row { get; private set; }

    /// <summary>Valid until a value is set.</summary>
    public ReadOnlySpan<PointerOrigin> Values => rows[Row];

    public SpillOrigins Spills { get; set; } = SpillOrigins.Empty;

    /// <summary>Takes a row over; it gets one of its own when a value changes.</summary>
    public void Load(int row, SpillOrigins spills)
    {
        Row = row;
        isShared = true;
        Spills = spills;
    }

    public void Set(int place, PointerOrigin value)
    {
        if (Values[place] == value)
        {
            return;
        }

        if (isShared)
        {
            Row = rows.AddCopyOf(Row);
            isShared = false;
        }

        rows[Row][place] = value;
    }

    /// <summary>An instruction sees the row from now on.</summary>
    public int ShareRow()
    {
        isShared = true;
        return Row;
    }

    /// <summary>Forgets a row that no instruction sees. None was added after it.</summary>
    public void DropRow()
    {
        if (!isShared && Row == rows.Count - 1)
        {
            rows.Count--;
        }
    }

    /// <summary>The index of a stack argument's slot (0 is the sixth argument) from its offset, or -1.</summary>
    public static int StackArgument(short offset)
    {
        int distance = Math.Abs((int)offset) / 8;
        return distance > StackArguments ? -1 : distance - 1;
    }
}
