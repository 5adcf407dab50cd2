using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>What one instruction sees before it runs.</summary>
internal struct OriginEntry
{
    /// <summary>The spills, null where the instruction was not reached.</summary>
    public SpillOrigins? Spills;

    /// <summary>The row of the values.</summary>
    public int Row;

    /// <summary>What it sees has changed: it must be followed (again).</summary>
    public bool IsPending;
}

/// <summary>What every instruction of one function instance sees before it runs.</summary>
/// <param name="rows">Where the values are.</param>
/// <param name="start">The function's first instruction.</param>
/// <param name="length">Its number of instructions.</param>
internal sealed class OriginTable(SharedRows<PointerOrigin> rows, int start, int length)
{
    // Structs, because an element of an array of objects cannot be referred to without a check of its type.
    private readonly OriginEntry[] entries = new OriginEntry[length];

    public ref OriginEntry this[int instruction] => ref entries[instruction - start];

    /// <summary>R0 to R10, and the stack arguments where the program has any, before an instruction; valid until a row is added.</summary>
    public ReadOnlySpan<PointerOrigin> ValuesAt(int instruction) => rows[entries[instruction - start].Row];

    /// <summary>True when a register that passes arguments, or a stack argument, points into a stack.</summary>
    public static bool HasPointerArguments(ReadOnlySpan<PointerOrigin> values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i].IsPointer && OriginState.IsArgument(i))
            {
                return true;
            }
        }

        return false;
    }
}
