using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode.Assembly;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Reduction;
using Vouch.Fuzzing.Writing;

namespace Vouch.Fuzzing.Running;

/// <summary>Reduces a program about which a kernel and Vouch disagree, asking both about many candidates at a time.</summary>
public sealed class ReductionRun(Judge judge, Oracle oracle, string folder, int jobs, CancellationToken cancellation)
{
    private const int MostRounds = 12;

    /// <summary>The smallest program that shows the same kinds of difference, with both answers; null when there is no difference.</summary>
    public Disagreement? Reduce(FuzzProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Differences wanted = Compare([program])[0]?.Kinds ?? Differences.None;
        if (wanted == Differences.None)
        {
            return null;
        }

        // A log that differs follows from the rest; where it is all there is, it is what is looked for.
        Differences essential = wanted & (Differences.Verdict | Differences.Counts | Differences.Message | Differences.Statistics);
        essential = essential == Differences.None ? wanted : essential;
        Reducer reducer = new(candidates => [.. Compare(candidates).Select(d => d is not null && (d.Kinds & essential) == essential)], IsWellFormed);
        FuzzProgram smallest = reducer.Reduce(program, MostRounds);
        return Compare([smallest])[0];
    }

    /// <summary>What is expected of a program, in lines that start a case's text.</summary>
    public static string Expectation(Answer kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Counts counts = kernel.Counts;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"// verdict {kernel.Verdict}\n// counts {counts.Instructions} {counts.TotalStates} {counts.PeakStates} {counts.MaxStatesPerInstruction}\n");
        return kernel.Verdict == "success" ? text : text + string.Concat(AnswerComparison.MessageOf(kernel).Select(l => $"// message {l}\n"));
    }

    /// <summary>Both answers about each program, whether they differ or not; null where the kernel's verifier did not run.</summary>
    public Disagreement?[] Ask(IReadOnlyList<FuzzProgram> programs)
    {
        ArgumentNullException.ThrowIfNull(programs);
        return [.. Compare([.. programs.Select((p, i) => p.WithName(FormattableString.Invariant($"c{i}")))])
            .Select((d, i) => d is null ? null : d with { Program = programs[i] })];
    }

    private bool IsWellFormed(FuzzProgram program)
    {
        try
        {
            _ = ObjectWriter.Assemble(judge.Origin, program);
            return program.Functions.All(f => f.Lines.Any(l => !FuzzProgram.IsLabel(l)));
        }
        catch (AssemblyException)
        {
            return false;
        }
    }

    private Disagreement?[] Compare(IReadOnlyList<FuzzProgram> programs)
    {
        Answer[] ours = judge.Ask(programs, jobs, cancellation);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "candidates.bpf.o");
        File.WriteAllBytes(path, judge.Write(programs));
        IReadOnlyDictionary<string, Answer> kernel = oracle.Ask([path], folder);
        return [.. programs.Select((program, i) => kernel.TryGetValue(program.Name, out Answer? theirs) && theirs.WasJudged
            ? new Disagreement(program, theirs, ours[i], AnswerComparison.Compare(theirs, ours[i]))
            : null)];
    }
}
