using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch stat</c>: what veristat's verify mode prints, letter for letter.</summary>
internal static class StatCommand
{
    public const string Name = "stat";

    public static Command Create(Terminal terminal)
    {
        var options = new StatOptions();
        Command command = options.AddTo(new Command(Name, "Print verification statistics as veristat does (a drop-in for its verify mode)."));
        command.SetAction(parsed => Run(parsed, options, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, StatOptions options, Terminal terminal)
    {
        string format = parsed.GetRequiredValue(options.Format);
        StatOutputOptions output = new()
        {
            Format = format,
            Columns = ColumnsOf(parsed.GetRequiredValue(options.Columns), format),
            Sort = KeysOf(parsed.GetRequiredValue(options.Sort)),
            Top = parsed.GetValue(options.Top),
            PrintsLogs = parsed.GetValue(options.Verbose),
            IsQuiet = parsed.GetValue(options.Quiet),
            LogDirectory = parsed.GetValue(options.LogDirectory),
            UnknownIsFailure = parsed.GetValue(options.Unknown) is not null,
            IsDeterministic = parsed.GetValue(options.Deterministic),
        };
        RunOptions run = RunOptionsOf(parsed, options, output);
        List<ObjectReport> reports = [];
        var verification = new VerificationRun(run);
        var writer = new StatOutput(output, run.Filter, terminal);
        using var interruption = new Interruption();
        terminal.WithProgress(verification.ObjectCount, step => verification.Run(
            report =>
            {
                reports.Add(writer.Add(report));
                step();
            },
            interruption.Token));
        writer.Finish(verification.Kernel, reports);
        return 0;
    }

    private static RunOptions RunOptionsOf(ParseResult parsed, StatOptions options, StatOutputOptions output)
    {
        bool wantsLogs = output.PrintsLogs || output.LogDirectory is not null;
        int level = parsed.GetValue(options.LogLevel);
        LogLevels levels = LogLevels.Statistics
            | (parsed.GetValue(options.LogFixed) ? LogLevels.KeepBeginning : LogLevels.None)
            | (wantsLogs ? (LogLevels)(level == 0 ? 1 : level) : LogLevels.None);
        return new RunOptions
        {
            Files = [.. StatOptions.ExpandLists(parsed.GetRequiredValue(options.Objects))],
            Filter = new StatFilter(StatOptions.ExpandLists(parsed.GetRequiredValue(options.Filter))),
            Kernel = parsed.GetRequiredValue(options.Shared.Kernel),
            ModuleTypes = parsed.GetRequiredValue(options.Shared.ModuleTypes),
            RuleChange = options.Shared.RuleChangeOf(parsed),
            Target = parsed.GetValue(options.Shared.Target),
            TargetFunction = parsed.GetValue(options.Shared.TargetFunction),
            Jobs = parsed.GetRequiredValue(options.Shared.Jobs),
            AddedFlags = (parsed.GetValue(options.TestStates) ? LoadFlags.TestStateFrequency : LoadFlags.None)
                | (parsed.GetValue(options.TestInvariants) ? LoadFlags.TestRegisterInvariants : LoadFlags.None),
            Verifier = new VerifierOptions
            {
                Semantics = options.Shared.SemanticsOf(parsed),
                AllowsPreview = parsed.GetValue(options.Shared.Preview),
                Presentation = new Presentation { LogLevel = levels, LogSize = parsed.GetRequiredValue(options.LogSize) },
            },
        };
    }

    private static ImmutableArray<StatColumn> ColumnsOf(string[] specs, string format) => specs.Length > 0
        ? [.. specs.SelectMany(s => SortKey.ParseList(s)).Select(k => k.Column)]
        : format == "csv" ? StatColumn.CsvDefault : StatColumn.TableDefault;

    private static ImmutableArray<SortKey> KeysOf(string[] specs) =>
        specs.Length > 0 ? [.. specs.SelectMany(s => SortKey.ParseList(s))] : SortKey.Default;
}
