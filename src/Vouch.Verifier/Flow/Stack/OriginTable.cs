using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>What every instruction of one function instance sees before it runs.</summary>
/// <param name="rows">Where the values are.</param>
/// <param name="start">The function's first instruction.</param>
/// <param name="length">Its number of instructions.</param>
internal sealed class OriginTable(OriginRows rows, int start, int length)
{
    private readonly int[] rowAt = new int[length];
    private readonly SpillOrigins?[] spills = new SpillOrigins?[length];
    private readonly bool[] pending = new bool[length];

    public bool IsVisited(int instruction) => rowAt[instruction - start] != OriginRows.Unvisited;

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

    /// <summary>R0 to R10, and the stack arguments where the program has any, before an instruction; valid until a row is added.</summary>
    public Span<PointerOrigin> ValuesAt(int instruction) => rows[rowAt[instruction - start]];

    /// <summary>The row of <see cref="ValuesAt"/>.</summary>
    public ref int RowAt(int instruction) => ref rowAt[instruction - start];

    /// <summary>The spills before an instruction, null where it was not reached.</summary>
    public ref SpillOrigins? SpillsAt(int instruction) => ref spills[instruction - start];

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
