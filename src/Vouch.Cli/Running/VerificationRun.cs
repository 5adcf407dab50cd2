using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Input;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>Verifies the programs of many objects in parallel.</summary>
internal sealed class VerificationRun
{
    private readonly RunOptions options;
    private readonly ObjectPreparation preparation;
    private readonly InputFile input;
    private CancellationToken cancellation;

    /// <exception cref="BadInputException">A module's BTF is missing or broken.</exception>
    /// <exception cref="ArgumentException">No kernel profile has the name, or no program the target's.</exception>
    public VerificationRun(RunOptions options)
    {
        this.options = options;
        input = new InputFile(options.Limits.Input);
        preparation = new ObjectPreparation(
            options.Kernel, options.ModuleTypes, options.RuleChange, options.Verifier.Semantics.Capabilities);
        if (options.Target is { } target)
        {
            preparation.Target = TargetPrograms.Load(target, preparation, input);
            preparation.TargetFunction = options.TargetFunction;
        }
    }

    public KernelProfile Kernel => preparation.Kernel;

    /// <summary>How many files there are.</summary>
    public int FileCount => options.Files.Count;

    /// <summary>
    /// Hands over the reports of each file's objects, in the files' order, as soon as each file is complete. What is known when the run is
    /// cancelled is handed over, too.
    /// </summary>
    /// <returns>The files that are not, or not wholly, verified: none unless the run was cancelled.</returns>
    public IReadOnlyList<string> Run(Action<ObjectReport> deliver, CancellationToken token = default)
    {
        cancellation = token;
        IReadOnlyList<int> missing = new ParallelRun<OpenFile, PlacedReport>(options.Files.Count, Open, Verify)
            .Run(options.Jobs, (file, reports) => Deliver(file, reports, deliver), token);
        return [.. missing.Select(index => options.Files[index])];
    }

    private static void Deliver(OpenFile file, IReadOnlyList<PlacedReport> reports, Action<ObjectReport> deliver)
    {
        for (int i = 0; i < file.Objects.Count; i++)
        {
            deliver(file.Objects[i] with { Programs = [.. reports.Where(r => r.Object == i).Select(r => r.Report)] });
        }
    }

    private (OpenFile Item, int Parts) Open(int index)
    {
        string path = options.Files[index];
        var file = new OpenFile();
        // An image in a carrier is called by the carrier's name and its own.
        if (!options.Filter.WantsFile(Path.GetFileName(path)) && !path.EndsWith(']'))
        {
            file.Objects.Add(new ObjectReport(path, ObjectStatus.Unwanted));
            return (file, 0);
        }

        try
        {
            foreach (ObjectSource source in ObjectSource.Of(path, input.Read))
            {
                Open(file, source);
            }
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            file.Objects.Add(ObjectReport.Failed(path, cause));
        }

        return (file, file.Programs.Count);
    }

    private void Open(OpenFile file, ObjectSource source)
    {
        string name = Path.GetFileName(source.Path);
        if (!options.Filter.WantsFile(name))
        {
            file.Objects.Add(new ObjectReport(source.Path, ObjectStatus.Unwanted));
            return;
        }

        try
        {
            ObjectFile content = source.Read();
            IReadOnlyList<PreparedProgram> wanted = preparation.Prepare(content, program => options.Filter.WantsProgram(name, program));
            file.Programs.AddRange(wanted.Select(program => (file.Objects.Count, program)));
            file.Objects.Add(new ObjectReport(source.Path, ObjectStatus.Processed)
            {
                ProgramNames = [.. content.Programs.Select(p => p.Name)],
                SkippedPrograms = content.Programs.Length - wanted.Count,
            });
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            file.Objects.Add(ObjectReport.Failed(source.Path, cause));
        }
    }

    private PlacedReport Verify(OpenFile file, int index)
    {
        EarlyStart.End();
        CollectorPolicy.BeforeProgram();
        (int place, PreparedProgram program) = file.Programs[index];
        // The request can be let go as soon as its program is done.
        file.Programs[index] = (place, program with { Request = null });
        return new PlacedReport(place, Verify(program, file.Objects[place].Path));
    }

    private ProgramReport Verify(PreparedProgram program, string path)
    {
        VerifierOptions verifier = options.Verifier with { Budget = options.Limits.BudgetOf(cancellation) };
        ProgramReport report = ProgramVerification.Run(program, path, Kernel, verifier, options.AddedFlags, options.TellsStories);
        if (report.Verification?.GivenUp == GivenUp.Cancelled)
        {
            throw new OperationCanceledException(cancellation);
        }

        report = options.WarnsOfEscapes && report is { Outcome: Outcome.Accepted, Verification.LosesTrackOfObjects: true }
            ? WithWarning(report, program, verifier)
            : report;
        return options.SourceRoots.Apply(report);
    }

    private ProgramReport WithWarning(ProgramReport accepted, PreparedProgram program, VerifierOptions verifier)
    {
        KernelProfile strict = Kernel.WithRules(Kernel.Rules.WithStrictObjects());
        ProgramReport report = ProgramVerification.Run(
            program, accepted.ObjectPath, strict, verifier, options.AddedFlags, options.TellsStories);
        return report.Outcome == Outcome.Rejected
            ? accepted with { Warning = new SafetyWarning(report.Message, report.Place), Story = report.Story }
            : accepted;
    }

    /// <summary>The report of a program of the file's object of this number.</summary>
    private sealed record PlacedReport(int Object, ProgramReport Report);

    private sealed record OpenFile
    {
        public List<ObjectReport> Objects { get; } = [];

        public List<(int Object, PreparedProgram Program)> Programs { get; } = [];
    }
}
