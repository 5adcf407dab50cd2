using System;
using System.Numerics;
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
    private readonly PointerOrigin[] scratch;

    private OriginSolver(Session session, FunctionInstance instance, PointerOrigin[] values, int valueCount, PointerOrigin[]? arguments, SpillOrigins[] callers)
    {
        this.session = session;
        info = session.Subprograms[instance.Subprogram];
        log = new OriginLog(session);
        table = new OriginTable(values, valueCount, instance.Start, instance.Length);
        scratch = new PointerOrigin[valueCount];
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

            Instruction insn = session.Instructions[index];
            Successors successors = Successors.Of(session, index);
            if (successors.Count == 1 && IsOwn(successors[0]) && !table.IsVisited(successors[0]))
            {
                // Most rows are made right where they stay.
                OriginState next = table.CopyOf(index, table.ValuesAt(successors[0]));
                transfer.Apply(insn, ref next);
                log.Transition(index, table, next);
                table.SpillsAt(successors[0]) = next.Spills;
                changed |= MarkPending(successors[0]);
                continue;
            }

            // A jump changes nothing.
            OriginState state = insn.IsJump && insn.JumpOperation != JumpOperation.Call ? table.StateAt(index) : table.CopyOf(index, scratch);
            transfer.Apply(insn, ref state);
            log.Transition(index, table, state);
            for (int s = 0; s < successors.Count; s++)
            {
                int next = successors[s];
                if (IsOwn(next) && JoinInto(index, next, state))
                {
                    changed |= MarkPending(next);
                }
            }
        }

        return changed;
    }

    private bool IsOwn(int instruction) => instruction >= info.Start && instruction < info.End;

    /// <summary>True when it takes another round to follow the instruction. The log shows rounds up to one that changes nothing.</summary>
    private bool MarkPending(int instruction)
    {
        table.MarkPending(instruction);
        return log.IsOn || (info.HasRetreats && session.Notes[instruction].Is(InstructionMarks.RetreatTarget));
    }

    private bool JoinInto(int from, int to, scoped in OriginState state)
    {
        ref SpillOrigins? spills = ref table.SpillsAt(to);
        if (spills is null)
        {
            state.Values.CopyTo(table.ValuesAt(to));
            spills = state.Spills;
            return true;
        }

        bool changed = JoinValues(from, to, state.Values);
        return spills.HasSame(state.Spills) ? changed : JoinSpills(from, to, ref spills, state.Spills) || changed;
    }

    private bool JoinValues(int from, int to, ReadOnlySpan<PointerOrigin> incoming)
    {
        bool changed = false;
        Span<PointerOrigin> values = table.ValuesAt(to);
        if (MemoryMarshal.AsBytes(values).SequenceEqual(MemoryMarshal.AsBytes(incoming)))
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            PointerOrigin old = values[i];
            if (old == incoming[i])
            {
                continue;
            }

            PointerOrigin joined = old.Join(incoming[i]);
            if (joined == old)
            {
                continue;
            }

            values[i] = joined;
            changed = true;
            log.Join(from, to, i, old, incoming[i], joined);
        }

        return changed;
    }

    private bool JoinSpills(int from, int to, ref SpillOrigins spills, SpillOrigins incoming)
    {
        SpillOrigins result = spills;
        for (ulong slots = spills.Listed | incoming.Listed; slots != 0; slots &= slots - 1)
        {
            int slot = BitOperations.TrailingZeroCount(slots);
            PointerOrigin old = spills[slot];
            PointerOrigin joined = old.Join(incoming[slot]);
            if (joined != old)
            {
                log.Join(from, to, -slot - 1, old, incoming[slot], joined);
                result = result.With(slot, joined);
            }
        }

        bool changed = !ReferenceEquals(result, spills);
        spills = result;
        return changed;
    }
}
