using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Generation;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Running;

/// <summary>What a campaign does.</summary>
public sealed record CampaignOptions
{
    /// <summary>Programs depend on this and their number only.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of the first program.</summary>
    public long First { get; init; }

    /// <summary>How many programs to make.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>How many programs go into one object.</summary>
    public int ProgramsPerObject { get; init; } = 250;

    /// <summary>How many programs are asked about at once.</summary>
    public int BatchSize { get; init; } = 5000;

    /// <summary>Programs that take more instructions than this are left out: they cost the kernel seconds.</summary>
    public int MostInstructions { get; init; } = 20000;

    /// <summary>Programs to verify at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Where objects, logs and differences are written; null writes none.</summary>
    public string? Folder { get; init; }

    /// <summary>The kernel to compare with; null compares with none.</summary>
    public Oracle? Oracle { get; init; }
}

/// <summary>A program about which the kernel and Vouch disagree.</summary>
/// <param name="Program">The program.</param>
/// <param name="Kernel">What the kernel said.</param>
/// <param name="Ours">What Vouch said.</param>
/// <param name="Kinds">In what they differ.</param>
public sealed record Disagreement(FuzzProgram Program, Answer Kernel, Answer Ours, Differences Kinds);

/// <summary>Generates programs, verifies them, and compares them with a kernel's answers, batch by batch.</summary>
public sealed class Campaign(Judge judge, CampaignOptions options)
{
    private readonly ProgramGenerator generator = new(judge.Origin, judge.Kernel);

    /// <summary>What was reached so far.</summary>
    public CampaignSummary Summary { get; } = new();

    /// <summary>Runs all batches. Disagreements are reported as they are found.</summary>
    public void Run(Action<Disagreement> report, Action<CampaignSummary> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(progress);
        for (int done = 0; done < options.Count; done += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            long first = options.First + done;
            int size = Math.Min(options.BatchSize, options.Count - done);
            FuzzProgram[] programs = new FuzzProgram[size];
            for (int i = 0; i < size; i++)
            {
                programs[i] = generator.Generate(options.Seed, first + i);
            }

            RunBatch(programs, first, report, cancellation);
            progress(Summary);
        }
    }

    private void RunBatch(FuzzProgram[] programs, long first, Action<Disagreement> report, CancellationToken cancellation)
    {
        Answer[] answers = judge.Ask(programs, options.Jobs, cancellation);
        List<(FuzzProgram Program, Answer Answer)> asked = [];
        for (int i = 0; i < programs.Length; i++)
        {
            if (answers[i].Verdict is "defect" or "unloadable")
            {
                report(new Disagreement(programs[i], answers[i], answers[i], Differences.Verdict));
            }

            bool isCheap = answers[i].Counts.Instructions <= options.MostInstructions;
            Summary.Add(programs[i], answers[i], isCheap);
            if (isCheap)
            {
                asked.Add((programs[i], answers[i]));
            }
        }

        if (options.Folder is null)
        {
            return;
        }

        List<string> paths = WriteObjects([.. asked.Select(a => a.Program)], first);
        if (options.Oracle is null)
        {
            return;
        }

        Dictionary<string, Answer> kernel = new(StringComparer.Ordinal);
        AskPiecewise(paths, kernel);
        foreach ((FuzzProgram program, Answer ours) in asked)
        {
            Compare(program, ours, kernel, report);
        }
    }

    /// <summary>A kernel that crashes takes all answers with it: then each half is asked about, down to single objects.</summary>
    private void AskPiecewise(List<string> paths, Dictionary<string, Answer> answers)
    {
        try
        {
            foreach ((string program, Answer answer) in options.Oracle!.Ask(paths, Path.Combine(options.Folder!, "kernel")))
            {
                answers[program] = answer;
            }
        }
        catch (IOException cause)
        {
            Summary.OracleFailures.Add(cause.Message);
            if (paths.Count > 1)
            {
                int half = paths.Count / 2;
                AskPiecewise(paths[..half], answers);
                AskPiecewise(paths[half..], answers);
            }
        }
    }

    private void Compare(FuzzProgram program, Answer ours, Dictionary<string, Answer> kernel, Action<Disagreement> report)
    {
        if (!kernel.TryGetValue(program.Name, out Answer? theirs) || !theirs.WasJudged)
        {
            Summary.NotJudged++;
            return;
        }

        Differences kinds = AnswerComparison.Compare(theirs, ours);
        Summary.AddComparison(kinds);
        if (kinds != Differences.None)
        {
            report(new Disagreement(program, theirs, ours, kinds));
        }
    }

    private List<string> WriteObjects(ImmutableArray<FuzzProgram> programs, long first)
    {
        string folder = Path.Combine(options.Folder!, "objects");
        Directory.CreateDirectory(folder);
        List<string> paths = [];
        for (int at = 0; at < programs.Length; at += options.ProgramsPerObject)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"f{first + at}.bpf.o");
            paths.Add(Path.Combine(folder, name));
            File.WriteAllBytes(paths[^1], judge.Write(programs.AsSpan(at, Math.Min(options.ProgramsPerObject, programs.Length - at)).ToArray()));
        }

        return paths;
    }
}
