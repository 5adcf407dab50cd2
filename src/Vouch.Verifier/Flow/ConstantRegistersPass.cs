using System;
using System.Runtime.CompilerServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Constant folding: which registers hold the same number, map or subprogram on all paths to an instruction. It follows moves,
/// sums, masks, and loads from frozen data; a fixed point in reverse post-order.
/// </summary>
internal static class ConstantRegistersPass
{
    /// <summary>Registers R0 to R9 are noted; R10 and R11 take part so that every register number has a place.</summary>
    private const int Tracked = 12;

    [InlineArray(Tracked)]
    private struct Row
    {
        private ConstantValue first;
    }

    /// <summary>Sets the constants of all instructions.</summary>
    public static void Compute(Session session)
    {
        // Tables with a row an instruction are large: taken from the pool, they do not make the garbage collector run.
        int length = session.Instructions.Length;
        Row[] rented = TablePool<Row>.Rent(length);
        Span<Row> before = rented.AsSpan(0, length);
        before.Clear();
        foreach (SubprogramInfo subprogram in session.Subprograms)
        {
            ((Span<ConstantValue>)before[subprogram.Start]).Fill(ConstantValue.Unknown);
        }

        Solve(session, before);

        for (int i = 0; i < before.Length; i++)
        {
            Note(ref session.Notes[i], before[i]);
        }

        TablePool<Row>.Return(rented);
    }

    private static void Solve(Session session, Span<Row> before)
    {
        int[] order = session.PostOrder;
        bool[] isDone = new bool[before.Length];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = order.Length - 1; i >= 0; i--)
            {
                int index = order[i];
                if (isDone[index])
                {
                    continue;
                }

                isDone[index] = true;
                Row after = before[index];
                ConstantTransfer.Apply(session, index, after);
                Successors successors = Successors.Of(session, index);
                for (int s = 0; s < successors.Count; s++)
                {
                    if (Join(before[successors[s]], after))
                    {
                        isDone[successors[s]] = false;
                        changed = true;
                    }
                }
            }
        }
    }

    private static bool Join(Span<ConstantValue> into, ReadOnlySpan<ConstantValue> from)
    {
        bool changed = false;
        for (int r = 0; r < into.Length; r++)
        {
            ConstantValue joined = into[r].Join(from[r]);
            changed |= joined != into[r];
            into[r] = joined;
        }

        return changed;
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
