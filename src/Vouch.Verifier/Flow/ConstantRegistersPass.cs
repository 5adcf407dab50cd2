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
        // Tables with a row an instruction are large: taken from the pool, they do not make the garbage collector run. A row has
        // arbitrary contents until its instruction is visited.
        int length = session.Instructions.Length;
        Row[] rented = TablePool<Row>.Rent(length);
        Span<Row> before = rented.AsSpan(0, length);
        Progress[] progress = new Progress[length];
        foreach (SubprogramInfo subprogram in session.Subprograms)
        {
            ((Span<ConstantValue>)before[subprogram.Start]).Fill(ConstantValue.Unknown);
            progress[subprogram.Start] = Progress.Pending;
            while (Round(session, subprogram, before, progress))
            {
                // Less and less is constant, so the rounds end.
            }
        }

        for (int i = 0; i < before.Length; i++)
        {
            if (progress[i] != Progress.Unvisited)
            {
                Note(ref session.Notes[i], before[i]);
            }
        }

        TablePool<Row>.Return(rented);
    }

    private static bool Round(Session session, SubprogramInfo subprogram, Span<Row> before, Progress[] progress)
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
            Successors successors = Successors.Of(session, index);
            if (successors.Count == 1 && progress[successors[0]] == Progress.Unvisited)
            {
                // Most rows are made right where they stay.
                before[successors[0]] = before[index];
                ConstantTransfer.Apply(session, index, before[successors[0]]);
                progress[successors[0]] = Progress.Pending;
                changed |= IsBehind(session, subprogram, successors[0]);
                continue;
            }

            Row after = before[index];
            ConstantTransfer.Apply(session, index, after);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                if (progress[next] == Progress.Unvisited)
                {
                    before[next] = after;
                }
                else if (!Join(before[next], after))
                {
                    continue;
                }

                progress[next] = Progress.Pending;
                changed |= IsBehind(session, subprogram, next);
            }
        }

        return changed;
    }

    /// <summary>The round may have passed the instruction already.</summary>
    private static bool IsBehind(Session session, SubprogramInfo subprogram, int instruction) =>
        subprogram.HasRetreats && session.Notes[instruction].Is(InstructionMarks.RetreatTarget);

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
