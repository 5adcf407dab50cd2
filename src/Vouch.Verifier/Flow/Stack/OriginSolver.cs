using System;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>Follows pointers into stacks through one function, forward to a fixed point.</summary>
internal sealed class OriginSolver
{
    private readonly Session session;
    private readonly SubprogramInfo info;
    private readonly OriginLog log;
    private readonly OriginTransfer transfer;
    private readonly OriginTable table;
    private readonly OriginState state;

    private OriginSolver(Session session, FunctionInstance instance, PointerOrigin[] values, int valueCount, PointerOrigin[]? arguments, SpillOrigins[] callers)
    {
        this.session = session;
        info = session.Subprograms[instance.Subprogram];
        log = new OriginLog(session);
        table = new OriginTable(values, valueCount, instance.Start, instance.Length);
        state = new OriginState(valueCount);
        PointerOrigin[] stackArguments = new PointerOrigin[OriginState.StackArguments];
        Array.Fill(stackArguments, PointerOrigin.None);
        Span<PointerOrigin> entry = table.ValuesAt(instance.Start);
        entry.Fill(PointerOrigin.None);
        entry[Instruction.FramePointer] = PointerOrigin.At(instance.Depth, 0);
        if (arguments is not null)
        {
            arguments.AsSpan(1, 5).CopyTo(entry[1..]);
            arguments.AsSpan(OriginState.RegisterCount).CopyTo(stackArguments);
        }

        table.SpillsAt(instance.Start) = SpillOrigins.Empty;
        table.MarkPending(instance.Start);
        transfer = new OriginTransfer(instance.Depth, stackArguments, callers);
    }

    /// <summary>What every instruction sees, given the arguments of the call (null when nothing calls it).</summary>
    /// <param name="session">The session.</param>
    /// <param name="instance">The function and its depth.</param>
    /// <param name="values">Room for the table, see <see cref="OriginTable"/>.</param>
    /// <param name="valueCount">How many values an <see cref="OriginState"/> of the program has.</param>
    /// <param name="arguments">R1 to R5 and the stack arguments, numbered as in <see cref="OriginState"/>.</param>
    /// <param name="callers">For each frame below: its spills at the call on the way here.</param>
    public static OriginTable Solve(
        Session session, FunctionInstance instance, PointerOrigin[] values, int valueCount, PointerOrigin[]? arguments, SpillOrigins[] callers)
    {
        OriginSolver solver = new(session, instance, values, valueCount, arguments, callers);
        while (solver.Round())
        {
            // Values only ever get vaguer, so the rounds end.
        }

        solver.table.FillUnvisited();
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
            int index = session.PostOrder[i];
            bool isPending = table.TakePending(index);
            if (log.IsOn ? !table.IsVisited(index) : !isPending)
            {
                continue;
            }

            table.Load(index, state);
            transfer.Apply(session.Instructions[index], state);
            log.Transition(index, table, state);
            Successors successors = Successors.Of(session, index);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                if (next >= info.Start && next < info.End && JoinInto(index, next))
                {
                    table.MarkPending(next);
                    changed = true;
                }
            }
        }

        return changed;
    }

    private bool JoinInto(int from, int to)
    {
        ref SpillOrigins? spills = ref table.SpillsAt(to);
        if (spills is null)
        {
            state.Values.CopyTo(table.ValuesAt(to));
            spills = state.Spills;
            return true;
        }

        bool changed = JoinValues(from, to);
        return spills.HasSame(state.Spills) ? changed : JoinSpills(from, to, ref spills) || changed;
    }

    private bool JoinValues(int from, int to)
    {
        bool changed = false;
        Span<PointerOrigin> values = table.ValuesAt(to);
        if (MemoryMarshal.AsBytes(values).SequenceEqual(MemoryMarshal.AsBytes(state.Values.AsSpan())))
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            PointerOrigin old = values[i];
            if (old == state.Values[i])
            {
                continue;
            }

            PointerOrigin joined = old.Join(state.Values[i]);
            if (joined == old)
            {
                continue;
            }

            values[i] = joined;
            changed = true;
            log.Join(from, to, i, old, state.Values[i], joined);
        }

        return changed;
    }

    private bool JoinSpills(int from, int to, ref SpillOrigins spills)
    {
        SpillOrigins result = spills;
        for (int slot = 0; slot < SpillOrigins.SlotCount; slot++)
        {
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
