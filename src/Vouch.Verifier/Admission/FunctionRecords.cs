using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>The function records of the program's BTF: one a subprogram, in order, each naming a function type.</summary>
internal static class FunctionRecords
{
    /// <summary>Before subprograms are known: the records themselves are in order and name functions.</summary>
    public static Check CheckShape(Session session)
    {
        ImmutableArray<FunctionRecord> records = session.Program.Request.Functions;
        if (records.IsEmpty)
        {
            return Check.Ok;
        }

        if (session.Program.Types is not { } types)
        {
            return session.Reject(Rule.FunctionRecords, Errno.Invalid);
        }

        for (int i = 0; i < records.Length; i++)
        {
            FunctionRecord record = records[i];
            if (i == 0 && record.InstructionIndex != 0)
            {
                return session.RejectUnended(
                    Rule.FunctionRecords, Errno.Invalid, $"nonzero insn_off {record.InstructionIndex} for the first func info record");
            }

            if (i > 0 && record.InstructionIndex <= records[i - 1].InstructionIndex)
            {
                return session.RejectUnended(
                    Rule.FunctionRecords, Errno.Invalid,
                    $"same or smaller insn offset ({record.InstructionIndex}) than previous func info record ({records[i - 1].InstructionIndex})");
            }

            BtfType type = types.Type(record.Type);
            if (type.Kind != BtfKind.Function || types.Type(type.Target).Kind != BtfKind.FunctionPrototype)
            {
                return session.RejectUnended(Rule.FunctionRecords, Errno.Invalid, $"invalid type id {record.Type} in func info");
            }
        }

        return Check.Ok;
    }

    /// <summary>The records match the subprograms found; gives these their names, types and linkage.</summary>
    public static Check MatchSubprograms(Session session)
    {
        ImmutableArray<FunctionRecord> records = session.Program.Request.Functions;
        SubprogramInfo[] subprograms = session.Facts.Subprograms;
        if (records.IsEmpty)
        {
            return RequireNoAbnormalReturn(session);
        }

        if (records.Length != subprograms.Length)
        {
            return session.Reject(Rule.FunctionRecords, Errno.Invalid, "number of funcs in func_info doesn't match number of subprogs");
        }

        BtfSpec types = session.Program.Types!;
        for (int i = 0; i < records.Length; i++)
        {
            SubprogramInfo subprogram = subprograms[i];
            if (subprogram.Start != records[i].InstructionIndex)
            {
                return session.Reject(
                    Rule.FunctionRecords, Errno.Invalid, "func_info BTF section doesn't match subprog layout in BPF program");
            }

            BtfType function = types.Type(records[i].Type);
            if (i > 0 && !ReturnsSmallInteger(types, function))
            {
                if (subprogram.HasLegacyPacketLoad)
                {
                    return session.Reject(
                        Rule.PacketLoadPlace, Subject.Subprogram(i), Errno.Invalid,
                        "LD_ABS is only allowed in functions that return 'int'.");
                }

                if (subprogram.HasTailCall)
                {
                    return session.Reject(
                        Rule.TailCallPlace, Subject.Subprogram(i), Errno.Invalid,
                        "tail_call is only allowed in functions that return 'int'.");
                }
            }

            subprogram.FunctionType = records[i].Type;
            subprogram.IsGlobal = function.FunctionLinkage == BtfLinkage.Global;
            subprogram.Name = types.NameOf(function);
        }

        return Check.Ok;
    }

    // Both make a subprogram return early with a value of their own, so its return type must be known to bear that.
    private static Check RequireNoAbnormalReturn(Session session)
    {
        for (int i = 1; i < session.Facts.Subprograms.Length; i++)
        {
            if (session.Facts.Subprograms[i].HasLegacyPacketLoad)
            {
                return session.Reject(
                    Rule.PacketLoadPlace, Subject.Subprogram(i), Errno.Invalid, "LD_ABS is not allowed in subprogs without BTF");
            }

            if (session.Facts.Subprograms[i].HasTailCall)
            {
                return session.Reject(
                    Rule.TailCallPlace, Subject.Subprogram(i), Errno.Invalid, "tail_call is not allowed in subprogs without BTF");
            }
        }

        return Check.Ok;
    }

    private static bool ReturnsSmallInteger(BtfSpec types, in BtfType function)
    {
        BtfType returned = types.SkipModifiers(types.Type(function.Target).Target);
        return (returned.Kind == BtfKind.Int && returned.SizeOrType <= sizeof(ulong)) || returned.IsAnyEnum;
    }
}
