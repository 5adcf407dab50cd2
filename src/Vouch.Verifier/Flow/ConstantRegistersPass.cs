using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Constant folding: which registers hold the same number, map or subprogram on all paths to an instruction. It follows moves,
/// sums, masks, and loads from frozen data; a fixed point in reverse post-order.
/// </summary>
internal static class ConstantRegistersPass
{
    /// <summary>R0 to R9 are noted; R10 and R11 take part so that every register number has a place.</summary>
    private const int Width = 12;

    /// <summary>Room for most programs; spare memory of the pool is then always long enough for them.</summary>
    private const int Capacity = 1024;

    /// <summary>The row of the first instruction of a function: nothing is constant.</summary>
    private const int EntryRow = SharedRows<ConstantValue>.First;

    // How far the analysis of an instruction is.
    private enum Progress : byte
    {
        Unvisited,
        Pending,
        Done,
    }

    /// <summary>Sets the constants of all instructions.</summary>
    public static void Compute(ProgramFacts facts)
    {
        SharedRows<ConstantValue> rows = new(Width, Capacity, ConstantValue.Unknown);
        RowCursor<ConstantValue> registers = new(rows);
        int[] rowAt = new int[facts.Program.Instructions.Length];
        Progress[] progress = new Progress[rowAt.Length];
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            rowAt[subprogram.Start] = EntryRow;
            progress[subprogram.Start] = Progress.Pending;
            while (Round(facts, subprogram, rows, registers, rowAt, progress))
            {
                // Less and less is constant, so the rounds end.
            }
        }

        int noted = -1;
        for (int i = 0; i < rowAt.Length; i++)
        {
            if (progress[i] == Progress.Unvisited || rowAt[i] == EntryRow)
            {
                continue;
            }

            if (noted >= 0 && rowAt[noted] == rowAt[i])
            {
                NoteSame(ref facts.Notes[i], in facts.Notes[noted]);
            }
            else
            {
                Note(ref facts.Notes[i], rows[rowAt[i]]);
                noted = i;
            }
        }

        rows.Release();
    }

    private static bool Round(
        ProgramFacts facts, SubprogramInfo subprogram, SharedRows<ConstantValue> rows, RowCursor<ConstantValue> registers, int[] rowAt,
        Progress[] progress)
    {
        bool changed = false;
        for (int i = subprogram.PostOrderEnd - 1; i >= subprogram.PostOrderStart; i--)
        {
            int index = facts.PostOrder[i];
            if (progress[index] != Progress.Pending)
            {
                continue;
            }

            progress[index] = Progress.Done;
            registers.Follow(rowAt[index]);
            ConstantTransfer.Apply(facts, index, registers);
            Successors successors = Successors.Of(facts, index);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                int row = progress[next] == Progress.Unvisited ? registers.Share() : Join(rows, rowAt[next], registers.Row);
                if (row == rowAt[next] && progress[next] != Progress.Unvisited)
                {
                    continue;
                }

                rowAt[next] = row;
                progress[next] = Progress.Pending;
                changed |= subprogram.HasRetreats && facts.Notes[next].Is(InstructionMarks.RetreatTarget);
            }

            registers.Drop();
        }

        return changed;
    }

    /// <summary>The row of an instruction that another row reaches too: the same where that brings nothing new.</summary>
    private static int Join(SharedRows<ConstantValue> rows, int row, int other)
    {
        if (row == other)
        {
            return row;
        }

        int result = row;
        ReadOnlySpan<ConstantValue> known = rows[row];
        ReadOnlySpan<ConstantValue> incoming = rows[other];
        for (int r = 0; r < known.Length; r++)
        {
            if (!known[r].Covers(incoming[r]))
            {
                result = result == row ? rows.AddCopyOf(row) : result;
                rows[result][r] = known[r].Forgotten;
            }
        }

        return result;
    }

    private static void NoteSame(ref InstructionNotes notes, in InstructionNotes other)
    {
        notes.ConstantMask = other.ConstantMask;
        notes.ConstantMapMask = other.ConstantMapMask;
        notes.ConstantSubprogramMask = other.ConstantSubprogramMask;
        notes.Constants = other.Constants;
    }

    private static void Note(ref InstructionNotes notes, ReadOnlySpan<ConstantValue> row)
    {
        for (int r = 0; r < 10; r++)
        {
            ConstantValue value = row[r];
            ushort bit = (ushort)(1 << r);
            switch (value.Kind)
            {
                case ConstantKind.Number when value.Value <= uint.MaxValue:
                    notes.ConstantMask |= bit;
                    notes.Constants[r] = (uint)value.Value;
                    break;
                case ConstantKind.Map:
                    notes.ConstantMapMask |= bit;
                    notes.Constants[r] = (uint)value.Map;
                    break;
                case ConstantKind.Subprogram:
                    notes.ConstantSubprogramMask |= bit;
                    notes.Constants[r] = (uint)value.Value;
                    break;
            }
        }
    }
}
