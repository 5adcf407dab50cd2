using System.Collections.Generic;
using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>All statements, and the choice among them.</summary>
internal static class StatementTable
{
    private static readonly ImmutableArray<Statement> All =
    [
        .. ScalarStatements.All, .. BranchStatements.All, .. StackStatements.All, .. MapStatements.All, .. PacketStatements.All,
        .. LoopStatements.All, .. CallStatements.All, .. ReferenceStatements.All, .. RegionStatements.All, .. AtomicStatements.All,
        .. DynptrStatements.All, .. LocalObjectStatements.All, .. IteratorStatements.All, .. AsynchronousStatements.All, .. HelperStatements.All,
        .. KernelFieldStatements.All, .. KernelFunctionStatements.All,
    ];

    /// <summary>Writes one statement that is possible here.</summary>
    public static void WriteOne(FunctionWriter writer)
    {
        List<Statement> possible = [];
        int total = 0;
        foreach (Statement statement in All)
        {
            if (statement.IsPossible(writer))
            {
                possible.Add(statement);
                total += statement.Weight;
            }
        }

        int chosen = writer.Dice.Below(total);
        foreach (Statement statement in possible)
        {
            chosen -= statement.Weight;
            if (chosen < 0)
            {
                statement.Write(writer);
                return;
            }
        }
    }
}
