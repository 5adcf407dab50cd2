using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Constant folding: which registers hold the same number, map or subprogram on all paths to an instruction. It follows moves,
/// sums, masks, and loads from frozen data; a fixed point in reverse post-order.
/// </summary>
internal static class ConstantRegistersPass
{
    // How far the analysis of an instruction is.
    private enum Progress : byte
    {
        Unvisited,
        Pending,
        Done,
    }

    /// <summary>Sets the constants of all instructions.</summary>
    public static void Compute(Session session)
    {
        ConstantRows rows = new();
        int[] rowAt = new int[session.Instructions.Length];
        Progress[] progress = new Progress[rowAt.Length];
        int entry = rows.AddUnknown();
        foreach (SubprogramInfo subprogram in session.Subprograms)
        {
            rowAt[subprogram.Start] = entry;
            progress[subprogram.Start] = Progress.Pending;
            while (Round(session, subprogram, rows, rowAt, progress))
            {
                // Less and less is constant, so the rounds end.
            }
        }

        int noted = -1;
        for (int i = 0; i < rowAt.Length; i++)
        {
            // The row of an entry has no constants.
            if (progress[i] == Progress.Unvisited || rowAt[i] == entry)
            {
                continue;
            }

            if (noted >= 0 && rowAt[noted] == rowAt[i])
            {
                NoteSame(ref session.Notes[i], in session.Notes[noted]);
            }
            else
            {
                Note(ref session.Notes[i], rows[rowAt[i]]);
                noted = i;
            }
        }

        rows.Release();
    }

    private static bool Round(Session session, SubprogramInfo subprogram, ConstantRows rows, int[] rowAt, Progress[] progress)
    {
        bool changed = false;
        for (int i = subprogram.PostOrderEnd - 1; i >= subprogram.PostOrderStart; i--)
        {
            int index = session.PostOrder[i];
            if (progress[index] != Progress.Pending)
            {
                continue;
            }

            progress[index] = Progress.Done;
            rows.Follow(rowAt[index]);
            ConstantTransfer.Apply(session, index, rows);
            Successors successors = Successors.Of(session, index);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                int row = progress[next] == Progress.Unvisited ? rows.Share() : rows.Join(rowAt[next]);
                if (row == rowAt[next] && progress[next] != Progress.Unvisited)
                {
                    continue;
                }

                rowAt[next] = row;
                progress[next] = Progress.Pending;
                changed |= subprogram.HasRetreats && session.Notes[next].Is(InstructionMarks.RetreatTarget);
            }

            rows.Drop();
        }

        return changed;
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
