using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>Follows pointers into stacks through one function, forward to a fixed point.</summary>
internal sealed class OriginSolver
{
    private readonly ProgramFacts facts;
    private readonly SubprogramInfo info;
    private readonly OriginLog log;
    private readonly OriginTransfer transfer;
    private readonly OriginTable table;
    private readonly SharedRows<PointerOrigin> rows;
    private readonly OriginState state;

    private OriginSolver(ProgramFacts facts, InstructionListing listing, FunctionInstance instance, SharedRows<PointerOrigin> rows, PointerOrigin[]? arguments, SpillOrigins[] callers)
    {
        this.facts = facts;
        info = facts.Subprograms[instance.Subprogram];
        log = new OriginLog(facts, listing);
        this.rows = rows;
        table = new OriginTable(rows, instance.Start, instance.Length);
        state = new OriginState(rows);
        PointerOrigin[] stackArguments = new PointerOrigin[OriginState.StackArguments];
        Array.Fill(stackArguments, PointerOrigin.None);
        int row = rows.AddCopyOf(SharedRows<PointerOrigin>.First);
        Span<PointerOrigin> entry = rows[row];
        entry.Fill(PointerOrigin.None);
        entry[Instruction.FramePointer] = PointerOrigin.At(instance.Depth, 0);
        if (arguments is not null)
        {
            arguments.AsSpan(1, 5).CopyTo(entry[1..]);
            arguments.AsSpan(OriginState.RegisterCount).CopyTo(stackArguments);
        }

        table[instance.Start] = new OriginEntry { Spills = SpillOrigins.Empty, Row = row, IsPending = true };
        transfer = new OriginTransfer(instance.Depth, stackArguments, callers);
    }

    /// <summary>What every instruction sees, given the arguments of the call (null when nothing calls it).</summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="listing">The program's instructions in the log.</param>
    /// <param name="instance">The function and its depth.</param>
    /// <param name="rows">Where the table's values are put.</param>
    /// <param name="arguments">R1 to R5 and the stack arguments, numbered as in <see cref="OriginState"/>.</param>
    /// <param name="callers">For each frame below: its spills at the call on the way here.</param>
    public static OriginTable Solve(
        ProgramFacts facts, InstructionListing listing, FunctionInstance instance, SharedRows<PointerOrigin> rows, PointerOrigin[]? arguments, SpillOrigins[] callers)
    {
        OriginSolver solver = new(facts, listing, instance, rows, arguments, callers);
        while (solver.Round())
        {
            // Values only ever get vaguer, so the rounds end.
        }

        return solver.table;
    }

    /// <summary>
    /// Follows what is pending, in reverse post-order. Joining the same values a second time changes nothing, so the others are
    /// passed over, unless the log shows every step.
    /// </summary>
    private bool Round()
    {
        bool changed = false;
        for (int i = info.PostOrderEnd - 1; i >= info.PostOrderStart; i--)
        {
            int index = facts.PostOrder[i];
            ref OriginEntry entry = ref table[index];
            if (log.IsOn ? entry.Spills is null : !entry.IsPending)
            {
                continue;
            }

            entry.IsPending = false;
            state.Load(entry.Row, entry.Spills!);
            transfer.Apply(facts.Program.Instructions[index], state);
            log.Transition(index, table, state);
            Successors successors = Successors.Of(facts, index);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                if (next >= info.Start && next < info.End && JoinInto(ref table[next], index, next))
                {
                    changed |= NeedsRound(next);
                }
            }

            state.Drop();
        }

        return changed;
    }

    /// <summary>True when it takes another round to follow the instruction. The log shows rounds up to one that changes nothing.</summary>
    private bool NeedsRound(int instruction) =>
        log.IsOn || (info.HasRetreats && facts.Notes[instruction].Is(InstructionMarks.RetreatTarget));

    private bool JoinInto(ref OriginEntry entry, int from, int to)
    {
        if (entry.Spills is null)
        {
            entry = new OriginEntry { Spills = state.Spills, Row = state.Share(), IsPending = true };
            return true;
        }

        bool changed = entry.Row != state.Row && JoinValues(from, to, ref entry.Row);
        changed |= !entry.Spills.HasSame(state.Spills) && JoinSpills(from, to, ref entry.Spills);
        entry.IsPending |= changed;
        return changed;
    }

    private bool JoinValues(int from, int to, ref int row)
    {
        ReadOnlySpan<PointerOrigin> known = rows[row];
        ReadOnlySpan<PointerOrigin> incoming = state.Values;
        if (MemoryMarshal.AsBytes(known).SequenceEqual(MemoryMarshal.AsBytes(incoming)))
        {
            return false;
        }

        bool changed = false;
        for (int i = 0; i < known.Length; i++)
        {
            PointerOrigin old = known[i];
            PointerOrigin joined = old == incoming[i] ? old : old.Join(incoming[i]);
            if (joined == old)
            {
                continue;
            }

            // Others may see the same row. The spans stay what they were when the rows move.
            row = changed ? row : rows.AddCopyOf(row);
            rows[row][i] = joined;
            changed = true;
            log.Join(from, to, i, old, incoming[i], joined);
        }

        return changed;
    }

    private bool JoinSpills(int from, int to, ref SpillOrigins spills)
    {
        SpillOrigins result = spills;
        for (ulong slots = spills.Listed | state.Spills.Listed; slots != 0; slots &= slots - 1)
        {
            int slot = BitOperations.TrailingZeroCount(slots);
            PointerOrigin old = spills[slot];
            PointerOrigin joined = old.Join(state.Spills[slot]);
            if (joined != old)
            {
                log.Join(from, to, -slot - 1, old, state.Spills[slot], joined);
                result = result.With(slot, joined);
            }
        }

        bool changed = !ReferenceEquals(result, spills);
        spills = result;
        return changed;
    }
}
