using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Report.Json;

namespace Vouch.Cli.Output;

/// <summary>A run as one JSON document.</summary>
internal static class JsonOutput
{
    private static ToolEntry Tool => new("vouch", typeof(JsonOutput).Assembly.GetName().Version!.ToString(3));

    /// <summary>Writes the results of a test run.</summary>
    public static void Write(TextWriter writer, KernelProfile kernel, IReadOnlyList<TestedObject> tested)
    {
        new TestDocument
        {
            Tool = Tool,
            Kernel = KernelEntry.Of(kernel),
            Tests = [.. tested.SelectMany(t => t.Results).Select(TestEntry.Of)],
            Failures = [.. tested.Where(t => t.Problem is not null).Select(t => new FileFailureEntry(t.Path.Replace('\\', '/'), t.Problem!))],
        }.Write(writer);
    }

    /// <summary>Writes the results of a check.</summary>
    public static void Write(TextWriter writer, KernelProfile kernel, IReadOnlyList<ObjectReport> reports)
    {
        new ResultDocument
        {
            Tool = Tool,
            Kernel = KernelEntry.Of(kernel),
            Programs = [.. reports.SelectMany(r => r.Programs).Select(ProgramEntry.Of)],
            Failures =
            [
                .. reports.Where(r => r.Status == ObjectStatus.Unreadable)
                    .Select(r => new FileFailureEntry(r.Path.Replace('\\', '/'), r.Message)),
            ],
        }.Write(writer);
    }
}
