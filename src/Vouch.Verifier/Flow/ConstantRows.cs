using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// The registers as constant folding sees them, a row each time that they differ: instructions that see the same share a row, so that
/// one is changed only while it is new.
/// </summary>
internal sealed class ConstantRows
{
    /// <summary>R0 to R9 are noted; R10 and R11 take part so that every register number has a place.</summary>
    private const int Width = 12;

    /// <summary>Room for most programs; spare memory of the pool is then always long enough for them.</summary>
    private const int Capacity = 1024;

    // Tables are large: taken from the pool, they do not make the garbage collector run.
    private ConstantValue[] values = TablePool<ConstantValue>.Rent(Width * Capacity);
    private int count;
    private bool isShared;

    /// <summary>The row of the instruction that is being followed.</summary>
    public int Current { get; private set; }

    public ReadOnlySpan<ConstantValue> this[int row] => values.AsSpan(row * Width, Width);

    /// <summary>A register of <see cref="Current"/>.</summary>
    public ConstantValue Get(int register) => values[(Current * Width) + register];

    /// <summary>Changes a register of <see cref="Current"/>, which becomes a new row when others may see it.</summary>
    public void Set(int register, ConstantValue value)
    {
        ref ConstantValue place = ref values[(Current * Width) + register];
        if (place == value)
        {
            return;
        }

        if (!isShared)
        {
            place = value;
            return;
        }

        Current = AddCopyOf(Current);
        isShared = false;
        values[(Current * Width) + register] = value;
    }

    /// <summary>Takes a row over; it gives way to one of its own when a register changes.</summary>
    public void Follow(int row)
    {
        Current = row;
        isShared = true;
    }

    /// <summary>An instruction sees <see cref="Current"/> from now on.</summary>
    public int Share()
    {
        isShared = true;
        return Current;
    }

    /// <summary>Forgets <see cref="Current"/> if no instruction sees it and no row was added after it.</summary>
    public void Drop()
    {
        if (!isShared && Current == count - 1)
        {
            count--;
        }
    }

    public int AddUnknown()
    {
        MakeRoom();
        Array.Fill(values, ConstantValue.Unknown, count * Width, Width);
        return count++;
    }

    /// <summary>The row of an instruction that <see cref="Current"/> reaches too: the same where that brings nothing new.</summary>
    public int Join(int row)
    {
        if (row == Current)
        {
            return row;
        }

        int result = row;
        ReadOnlySpan<ConstantValue> known = this[row];
        ReadOnlySpan<ConstantValue> incoming = this[Current];
        for (int r = 0; r < known.Length; r++)
        {
            if (!known[r].Covers(incoming[r]))
            {
                // The spans stay what they were when the rows move.
                result = result == row ? AddCopyOf(row) : result;
                values[(result * Width) + r] = known[r].Forgotten;
            }
        }

        return result;
    }

    /// <summary>Gives the room back. The rows are gone.</summary>
    public void Release() => TablePool<ConstantValue>.Return(values);

    private int AddCopyOf(int row)
    {
        MakeRoom();
        values.AsSpan(row * Width, Width).CopyTo(values.AsSpan(count * Width, Width));
        return count++;
    }

    private void MakeRoom()
    {
        if ((count + 1) * Width > values.Length)
        {
            ConstantValue[] longer = TablePool<ConstantValue>.Rent(2 * values.Length);
            Array.Copy(values, longer, count * Width);
            values = longer;
        }
    }
}
