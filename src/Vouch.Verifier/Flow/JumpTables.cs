using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Where indirect jumps may go: every jump table that begins in the jump's own subprogram counts.</summary>
internal static class JumpTables
{
    /// <summary>All targets of the indirect jump at an index, ascending and without repetition.</summary>
    public static Check TargetsOf(ProgramFacts facts, RejectionSink rejections, int index, out int[] targets)
    {
        SubprogramInfo subprogram = facts.Subprograms[facts.SubprogramAt(index)];
        SortedSet<int> found = [];
        foreach (MapModel map in facts.Maps)
        {
            if (map.Type == MapType.InsnArray && BeginsIn(map.Definition.JumpTargets, subprogram))
            {
                found.UnionWith(map.Definition.JumpTargets);
            }
        }

        targets = [.. found];
        if (targets.Length == 0)
        {
            return rejections.Reject(
                Rule.JumpTable, Subject.Instruction(index), Errno.Invalid,
                $"no jump tables found for subprog starting at {subprogram.Start}");
        }

        return targets[0] < subprogram.Start || targets[^1] >= subprogram.End
            ? rejections.Reject(
                Rule.JumpTable, Subject.Instruction(index), Errno.Invalid,
                $"jump table for insn {index} points outside of the subprog [{subprogram.Start},{subprogram.End}]")
            : Check.Ok;
    }

    // The table's lowest target decides which subprogram it belongs to.
    private static bool BeginsIn(ImmutableArray<int> table, SubprogramInfo subprogram)
    {
        if (table.IsDefaultOrEmpty)
        {
            return false;
        }

        int lowest = int.MaxValue;
        foreach (int target in table)
        {
            lowest = Math.Min(lowest, target);
        }

        return lowest >= subprogram.Start && lowest < subprogram.End;
    }
}
