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
    public static void Write(TextWriter writer, KernelProfile kernel, IReadOnlyList<ObjectReport> reports)
    {
        new ResultDocument
        {
            Tool = new ToolEntry("vouch", typeof(JsonOutput).Assembly.GetName().Version!.ToString(3)),
            Kernel = new KernelEntry(kernel.Name, kernel.Release),
            Programs = [.. reports.SelectMany(r => r.Programs).Select(ProgramEntry.Of)],
            Failures =
            [
                .. reports.Where(r => r.Status == ObjectStatus.Unreadable)
                    .Select(r => new FileFailureEntry(r.Path.Replace('\\', '/'), r.Message)),
            ],
        }.Write(writer);
    }
}
