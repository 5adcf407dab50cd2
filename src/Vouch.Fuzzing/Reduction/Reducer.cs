using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Reduction;

/// <summary>
/// Shrinks a program while something about it stays. Each round asks about many candidates at once, since asking a kernel costs a boot:
/// the program without each of its functions' halves, quarters and so on down to single lines; and where only lines can go, without all of
/// those together.
/// </summary>
public sealed class Reducer(Func<IReadOnlyList<FuzzProgram>, IReadOnlyList<bool>> keeps, Func<FuzzProgram, bool> isWellFormed)
{
    /// <summary>How many rounds were asked.</summary>
    public int Rounds { get; private set; }

    /// <summary>The smallest program found within so many rounds. The given one must have what is looked for.</summary>
    public FuzzProgram Reduce(FuzzProgram program, int mostRounds)
    {
        ArgumentNullException.ThrowIfNull(program);
        for (Rounds = 0; Rounds < mostRounds; Rounds++)
        {
            List<(FuzzProgram Program, Removal Removed)> candidates = Candidates(program);
            if (candidates.Count == 0)
            {
                break;
            }

            IReadOnlyList<bool> answers = keeps([.. candidates.Select((c, i) => c.Program.WithName(FormattableString.Invariant($"c{i}")))]);
            var good = candidates.Where((_, i) => answers[i]).ToList();
            if (good.Count == 0)
            {
                break;
            }

            ImmutableArray<Removal> single = [.. good.Where(g => g.Removed.Count == 1).Select(g => g.Removed)];
            FuzzProgram smallest = good.MinBy(g => g.Program.StatementCount).Program;
            // Where no more than a line can go by itself, all such lines are tried together.
            bool canJoin = single.Length > 1 && smallest.StatementCount >= program.StatementCount - 2;
            program = canJoin && Join(program, single) is { } joined && keeps([joined.WithName("c0")])[0] ? joined : smallest;
        }

        return program;
    }

    private List<(FuzzProgram Program, Removal Removed)> Candidates(FuzzProgram program)
    {
        List<(FuzzProgram, Removal)> found = [];
        for (int function = 0; function < program.Functions.Length; function++)
        {
            int count = program.Functions[function].Lines.Length;
            for (int size = Math.Max(count / 2, 1); size > 0; size /= 2)
            {
                for (int at = 0; at < count; at += size)
                {
                    Add(found, program, new Removal(function, at, Math.Min(size, count - at)));
                }
            }
        }

        return found;
    }

    private void Add(List<(FuzzProgram, Removal)> found, FuzzProgram program, Removal removal)
    {
        FuzzProgram candidate = removal.From(program).WithoutUnusedFunctions();
        if (candidate.StatementCount < program.StatementCount && isWellFormed(candidate))
        {
            found.Add((candidate, removal));
        }
    }

    private FuzzProgram? Join(FuzzProgram program, ImmutableArray<Removal> removals)
    {
        foreach (Removal removal in removals.OrderByDescending(r => r.Function).ThenByDescending(r => r.At))
        {
            program = removal.From(program);
        }

        program = program.WithoutUnusedFunctions();
        return isWellFormed(program) ? program : null;
    }

    /// <summary>Lines of one function that go; labels among them stay.</summary>
    private readonly record struct Removal(int Function, int At, int Count)
    {
        public FuzzProgram From(FuzzProgram program)
        {
            FuzzFunction function = program.Functions[Function];
            int at = At, end = At + Count;
            ImmutableArray<string> lines = [.. function.Lines.Where((line, i) => i < at || i >= end || FuzzProgram.IsLabel(line))];
            return program with { Functions = program.Functions.SetItem(Function, function with { Lines = lines }) };
        }
    }
}
