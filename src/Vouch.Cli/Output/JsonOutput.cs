using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Report.Json;

namespace Vouch.Cli.Output;

/// <summary>A run as one JSON document.</summary>
internal sealed class JsonOutput(TextWriter writer) : IResultOutput
{
    private readonly List<ObjectReport> reports = [];

    /// <summary>Who wrote a document.</summary>
    public static ToolEntry Tool => new("vouch", typeof(JsonOutput).Assembly.GetName().Version!.ToString(3));

    /// <summary>Writes the results of a test run.</summary>
    public static void Write(TextWriter writer, KernelProfile kernel, IReadOnlyList<TestedObject> tested)
    {
        new TestDocument
        {
            Tool = Tool,
            Kernel = KernelEntry.Of(kernel),
            Tests = [.. tested.SelectMany(t => t.Results).Select(TestEntry.Of)],
            Failures = [.. tested.Where(t => t.Failure is not null).Select(t => new FileFailureEntry(PathOf(t.Path), t.Failure!.Message))],
        }.Write(writer);
    }

    /// <summary>The document of a run.</summary>
    public static ResultDocument DocumentOf(IReadOnlyList<ObjectReport> reports, RunEnd end) => new()
    {
        Tool = Tool,
        Kernel = KernelEntry.Of(end.Kernel),
        Programs = [.. reports.SelectMany(r => r.Programs).Select(ProgramEntry.Of)],
        Failures =
        [
            .. reports.Where(r => r.Status is ObjectStatus.Unreadable or ObjectStatus.Failed)
                .Select(r => new FileFailureEntry(PathOf(r.Path), r.Message)),
        ],
        NotDone = end.Missing.Count == 0 ? null : [.. end.Missing.Select(PathOf)],
    };

    public void Add(ObjectReport report) => reports.Add(report);

    public void Finish(RunEnd end) => DocumentOf(reports, end).Write(writer);

    private static string PathOf(string path) => path.Replace('\\', '/');
}
