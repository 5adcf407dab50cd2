using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>The line records of the program's BTF: in order, on real instructions, and at least one at each subprogram's start.</summary>
internal static class LineRecords
{
    public static Check CheckAndAssign(Session session)
    {
        ImmutableArray<LineRecord> records = session.Program.Request.Lines;
        if (records.IsEmpty)
        {
            return Check.Ok;
        }

        if (session.Program.Types is null)
        {
            return session.Reject(Rule.LineRecords, Errno.Invalid);
        }

        int length = session.Program.Instructions.Length;
        SubprogramInfo[] subprograms = session.Facts.Subprograms;
        int subprogram = 0;
        int previous = 0;
        for (int i = 0; i < records.Length; i++)
        {
            int index = records[i].InstructionIndex;
            if ((i > 0 && index <= previous) || (uint)index >= (uint)length)
            {
                return session.Reject(
                    Rule.LineRecords, Errno.Invalid,
                    $"Invalid line_info[{i}].insn_off:{(uint)index} (prev_offset:{(uint)previous} prog->len:{length})");
            }

            if (session.Program.Instructions[index].Opcode == 0)
            {
                return session.Reject(Rule.LineRecords, Errno.Invalid, $"Invalid insn code at line_info[{i}].insn_off");
            }

            if (subprogram < subprograms.Length && subprograms[subprogram].Start <= index)
            {
                if (subprograms[subprogram].Start < index)
                {
                    return session.Reject(
                        Rule.LineRecords, Subject.Subprogram(subprogram), Errno.Invalid, $"missing bpf_line_info for func#{subprogram}");
                }

                subprograms[subprogram++].FirstLine = i;
            }

            previous = index;
        }

        return subprogram == subprograms.Length
            ? Check.Ok
            : session.Reject(
                Rule.LineRecords, Subject.Subprogram(subprogram), Errno.Invalid,
                $"missing bpf_line_info for {subprograms.Length - subprogram} funcs starting from func#{subprogram}");
    }
}
