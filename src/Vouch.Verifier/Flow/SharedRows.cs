using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// What instructions see of registers, in rows, one after another. Instructions that see the same values share a row, so that one is
/// changed only while it is new.
/// </summary>
/// <param name="width">How many values a row has.</param>
/// <param name="capacity">Rows to make room for at first.</param>
/// <param name="first">What the values of the row <see cref="First"/> are.</param>
internal sealed class SharedRows<TValue>(int width, int capacity, TValue first)
    where TValue : struct
{
    /// <summary>The row that is there from the start.</summary>
    public const int First = 0;

    // Tables are large: taken from the pool, they do not make the garbage collector run.
    private TValue[] values = MakeFirst(width, capacity, first);

    /// <summary>How many rows there are; the later ones may be forgotten.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Stays what it was when rows are added.</summary>
    public Span<TValue> this[int row] => values.AsSpan(row * width, width);

    public int AddCopyOf(int row)
    {
        if ((Count + 1) * width > values.Length)
        {
            TValue[] longer = TablePool<TValue>.Rent(2 * values.Length);
            Array.Copy(values, longer, Count * width);
            values = longer;
        }

        this[row].CopyTo(this[Count]);
        return Count++;
    }

    /// <summary>Gives the room back. The rows are gone.</summary>
    public void Release() => TablePool<TValue>.Return(values);

    private static TValue[] MakeFirst(int width, int capacity, TValue first)
    {
        TValue[] values = TablePool<TValue>.Rent(width * capacity);
        Array.Fill(values, first, 0, width);
        return values;
    }
}
