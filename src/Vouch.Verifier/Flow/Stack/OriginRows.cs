using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Rows of values, one after another. Instructions that see the same values share a row, so that one is changed only while it is new.
/// </summary>
/// <param name="width">How many values a row has.</param>
/// <param name="capacity">Rows to make room for at first.</param>
internal sealed class OriginRows(int width, int capacity)
{
    /// <summary>The row of all instructions that were not reached.</summary>
    public const int Unvisited = 0;

    private PointerOrigin[] values = MakeFirst(width, capacity);

    /// <summary>How many rows there are; the later ones may be forgotten.</summary>
    public int Count { get; set; } = 1;

    public Span<PointerOrigin> this[int row] => values.AsSpan(row * width, width);

    public int AddCopyOf(int row)
    {
        if ((Count + 1) * width > values.Length)
        {
            PointerOrigin[] longer = TablePool<PointerOrigin>.Rent(2 * values.Length);
            Array.Copy(values, longer, Count * width);
            values = longer;
        }

        this[row].CopyTo(this[Count]);
        return Count++;
    }

    /// <summary>Gives the room back. The rows are gone.</summary>
    public void Release() => TablePool<PointerOrigin>.Return(values);

    private static PointerOrigin[] MakeFirst(int width, int capacity)
    {
        PointerOrigin[] values = TablePool<PointerOrigin>.Rent(width * capacity);
        Array.Fill(values, PointerOrigin.Unvisited, 0, width);
        return values;
    }
}
