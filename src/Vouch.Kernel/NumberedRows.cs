using System;
using System.Collections.Immutable;

namespace Vouch.Kernel;

/// <summary>
/// Rows that are found by a small number. No dictionary: one with a key type of our own is compiled anew in every process, which
/// shows in the time to the first verdict.
/// </summary>
internal sealed class NumberedRows<TRow>
    where TRow : class
{
    private readonly TRow?[] rows;

    public NumberedRows(ImmutableArray<TRow> all, Func<TRow, int> numberOf)
    {
        int largest = -1;
        foreach (TRow row in all)
        {
            largest = Math.Max(largest, numberOf(row));
        }

        rows = new TRow?[largest + 1];
        foreach (TRow row in all)
        {
            rows[numberOf(row)] = row;
        }
    }

    /// <summary>The row of a number, or null.</summary>
    public TRow? Find(int number) => (uint)number < (uint)rows.Length ? rows[number] : null;
}
