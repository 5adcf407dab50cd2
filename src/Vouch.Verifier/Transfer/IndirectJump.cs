using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Jumps through a table: every target that the index may select is followed.</summary>
internal static class IndirectJump
{
    private const ulong EntrySize = 8;

    public static Check Execute(Session session, Instruction insn)
    {
        ref RegisterState address = ref session.Path.Registers[insn.Destination];
        if (address.Type != RegisterKind.InstructionPointer)
        {
            return session.Reject(
                Rule.JumpTable, Subject.Register(insn.Destination),
                Errno.Invalid, $"R{insn.Destination} has type {RegisterTypeText.Of(address.Type)}, expected PTR_TO_INSN");
        }

        MapModel table = session.Facts.Map(address.Map);
        if (RequireInTable(session, insn.Destination, address, table).Failed(out Check why))
        {
            return why;
        }

        SortedSet<int> targets = [];
        for (ulong i = address.VariableUMin / EntrySize; i <= address.VariableUMax / EntrySize; i++)
        {
            if (i < (ulong)table.Definition.JumpTargets.Length)
            {
                _ = targets.Add(table.Definition.JumpTargets[(int)i]);
            }
        }

        if (targets.Count == 0)
        {
            return session.Reject(
                Rule.JumpTable, Subject.Register(insn.Destination),
                Errno.Invalid, $"register R{insn.Destination} doesn't point to any offset in map id={address.Map.Index + 1}");
        }

        int last = targets.Max;
        foreach (int target in targets)
        {
            if (target != last
                && session.Pending.Push(target, session.Path.InstructionIndex) is null)
            {
                return session.StillRejected(Errno.TooBig);
            }
        }

        session.Path.InstructionIndex = last;
        return Check.Ok;
    }

    private static Check RequireInTable(Session session, int register, in RegisterState address, MapModel table)
    {
        const ulong limit = uint.MaxValue * EntrySize;
        if (address.VariableUMin > limit)
        {
            return session.Reject(
                Rule.JumpTable, Subject.Register(register), Errno.Range, $"the sum of R{register} umin_value {address.VariableUMin} is too big");
        }

        if (address.VariableUMax > limit)
        {
            return session.Reject(
                Rule.JumpTable, Subject.Register(register), Errno.Range, $"the sum of R{register} umax_value {address.VariableUMax} is too big");
        }

        ulong first = address.VariableUMin / EntrySize;
        ulong last = address.VariableUMax / EntrySize;
        return last >= table.MaxEntries
            ? session.Reject(
                Rule.JumpTable, Subject.Register(register),
                Errno.Invalid, $"R{register} points to outside of jump table: [{first},{last}] max_entries {table.MaxEntries}")
            : Check.Ok;
    }
}
