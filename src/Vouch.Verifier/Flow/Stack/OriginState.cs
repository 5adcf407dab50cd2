using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Where pointers into stacks are at one instruction of one function: R0 to R10, then the outgoing stack arguments where the program
/// has any, and the spills of the function's own frame.
/// </summary>
/// <param name="values">Where the values are, <see cref="RegisterCount"/> or <see cref="LargestValueCount"/> of them.</param>
/// <param name="spills">The spills.</param>
internal ref struct OriginState(Span<PointerOrigin> values, SpillOrigins spills)
{
    public const int RegisterCount = 11;
    public const int StackArguments = 7;
    public const int LargestValueCount = RegisterCount + StackArguments;

    public readonly Span<PointerOrigin> Values = values;

    public SpillOrigins Spills = spills;

    /// <summary>The index of a stack argument's slot (0 is the sixth argument) from its offset, or -1.</summary>
    public static int StackArgument(short offset)
    {
        int distance = Math.Abs((int)offset) / 8;
        return distance > StackArguments ? -1 : distance - 1;
    }
}

/// <summary>What every instruction of one function instance sees before it runs.</summary>
internal sealed class OriginTable
{
    private readonly PointerOrigin[] values;
    private readonly SpillOrigins?[] spills;
    private readonly bool[] pending;
    private readonly int start;
    private readonly int valueCount;

    /// <param name="values">Room for a row an instruction of the whole program; the table uses those of its function.</param>
    /// <param name="valueCount">How long a row is.</param>
    /// <param name="start">The function's first instruction.</param>
    /// <param name="length">Its number of instructions.</param>
    public OriginTable(PointerOrigin[] values, int valueCount, int start, int length)
    {
        // Rows that nothing reached are filled in at the end, by FillUnvisited.
        this.values = values;
        this.valueCount = valueCount;
        this.start = start;
        spills = new SpillOrigins?[length];
        pending = new bool[length];
    }

    /// <summary>Instructions that were not reached see values that were not.</summary>
    public void FillUnvisited()
    {
        for (int i = 0; i < spills.Length; i++)
        {
            if (spills[i] is null)
            {
                ValuesAt(start + i).Fill(PointerOrigin.Unvisited);
            }
        }
    }

    public bool IsVisited(int instruction) => spills[instruction - start] is not null;

    /// <summary>What the instruction sees has changed: it must be followed (again).</summary>
    public void MarkPending(int instruction) => pending[instruction - start] = true;

    /// <summary>True when the instruction must be followed, which counts as done then.</summary>
    public bool TakePending(int instruction)
    {
        ref bool mark = ref pending[instruction - start];
        bool isPending = mark;
        mark = false;
        return isPending;
    }

    /// <summary>R0 to R10, and the stack arguments where the program has any, before an instruction.</summary>
    public Span<PointerOrigin> ValuesAt(int instruction) => values.AsSpan(instruction * valueCount, valueCount);

    /// <summary>The spills before an instruction, null where it was not reached.</summary>
    public ref SpillOrigins? SpillsAt(int instruction) => ref spills[instruction - start];

    /// <summary>What an instruction that was reached sees, in the table itself.</summary>
    public OriginState StateAt(int instruction) => new(ValuesAt(instruction), spills[instruction - start]!);

    /// <summary>The same in a place where it may be changed.</summary>
    public OriginState CopyOf(int instruction, Span<PointerOrigin> place)
    {
        ValuesAt(instruction).CopyTo(place);
        return new OriginState(place, spills[instruction - start]!);
    }

    /// <summary>True when a register that passes arguments, or a stack argument, points into a stack.</summary>
    public static bool HasPointerArguments(ReadOnlySpan<PointerOrigin> values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i].IsPointer && (i <= 5 || i >= OriginState.RegisterCount))
            {
                return true;
            }
        }

        return false;
    }
}
