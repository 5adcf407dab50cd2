using System;

namespace Vouch.Verifier.Flow;

/// <summary>What the instruction that is being followed makes of the row that it sees.</summary>
/// <param name="rows">Where the rows are.</param>
internal class RowCursor<TValue>(SharedRows<TValue> rows)
    where TValue : struct, IEquatable<TValue>
{
    private bool isShared;

    public int Row { get; private set; }

    /// <summary>Valid until a value is set.</summary>
    public ReadOnlySpan<TValue> Values => rows[Row];

    /// <summary>Takes a row over; it gives way to one of its own when a value changes.</summary>
    public void Follow(int row)
    {
        Row = row;
        isShared = true;
    }

    public void Set(int place, TValue value)
    {
        if (Values[place].Equals(value))
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
    public int Share()
    {
        isShared = true;
        return Row;
    }

    /// <summary>Forgets the row if no instruction sees it and none was added after it.</summary>
    public void Drop()
    {
        if (!isShared && Row == rows.Count - 1)
        {
            rows.Count--;
        }
    }
}
