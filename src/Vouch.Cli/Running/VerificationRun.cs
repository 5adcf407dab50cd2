using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Kernel;
using Vouch.Report;

namespace Vouch.Cli.Running;

/// <summary>Verifies the programs of many objects in parallel.</summary>
internal sealed class VerificationRun
{
    private readonly RunOptions options;
    private readonly ObjectPreparation preparation;
    private readonly List<ObjectSource> sources;

    /// <exception cref="BadInputException">A module's BTF is missing or broken.</exception>
    /// <exception cref="ArgumentException">No kernel profile has the name, or no program the target's.</exception>
    public VerificationRun(RunOptions options)
    {
        this.options = options;
        preparation = new ObjectPreparation(
            options.Kernel, options.ModuleTypes, options.RuleChange, options.Verifier.Semantics.Capabilities);
        if (options.Target is { } target)
        {
            preparation.Target = TargetPrograms.Load(target, preparation);
            preparation.TargetFunction = options.TargetFunction;
        }

        sources = [.. options.Files.SelectMany(ObjectSource.Of)];
    }

    public KernelProfile Kernel => preparation.Kernel;

    /// <summary>How many reports there will be.</summary>
    public int ObjectCount => sources.Count;

    /// <summary>Hands over one report per object, in the files' order, as soon as each is complete.</summary>
    public void Run(Action<ObjectReport> deliver, CancellationToken cancellation = default)
    {
        new ParallelRun<OpenObject, ProgramReport>(sources.Count, Open, Verify)
            .Run(options.Jobs, (item, reports) => deliver(item.Report with { Programs = reports }), cancellation);
    }

    private (OpenObject Item, int Parts) Open(int index)
    {
        string path = sources[index].Path, name = Path.GetFileName(path);
        if (!options.Filter.WantsFile(name))
        {
            return (new OpenObject(new ObjectReport(path, ObjectStatus.Unwanted), []), 0);
        }

        try
        {
            ObjectFile file = sources[index].Read();
            IReadOnlyList<PreparedProgram> wanted = preparation.Prepare(file, program => options.Filter.WantsProgram(name, program));
            var report = new ObjectReport(path, ObjectStatus.Processed) { SkippedPrograms = file.Programs.Length - wanted.Count };
            return (new OpenObject(report, [.. wanted]), wanted.Count);
        }
        catch (Exception cause) when (cause is BadInputException or IOException or UnauthorizedAccessException)
        {
            return (new OpenObject(new ObjectReport(path, ObjectStatus.Unreadable) { Message = cause.Message }, []), 0);
        }
    }

    private ProgramReport Verify(OpenObject item, int index)
    {
        EarlyStart.End();
        CollectorPolicy.BeforeProgram();
        PreparedProgram program = item.Programs[index];
        // The request can be let go as soon as its program is done.
        item.Programs[index] = program with { Request = null };
        ProgramReport report = ProgramVerification.Run(program, item.Report.Path, Kernel, options.Verifier, options.AddedFlags, options.TellsStories);
        return options.WarnsOfEscapes && report is { Outcome: Outcome.Accepted, Verification.LosesTrackOfObjects: true }
            ? WithWarning(report, program)
            : report;
    }

    private ProgramReport WithWarning(ProgramReport accepted, PreparedProgram program)
    {
        KernelProfile strict = Kernel.WithRules(Kernel.Rules.WithStrictObjects());
        ProgramReport report = ProgramVerification.Run(
            program, accepted.ObjectPath, strict, options.Verifier, options.AddedFlags, options.TellsStories);
        return report.Outcome == Outcome.Rejected
            ? accepted with { Warning = new SafetyWarning(report.Message, report.Place), Story = report.Story }
            : accepted;
    }

    private sealed record OpenObject(ObjectReport Report, PreparedProgram[] Programs);
}
