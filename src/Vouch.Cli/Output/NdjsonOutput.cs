using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Report.Json;

namespace Vouch.Cli.Output;

/// <summary>A run as JSON documents, one a line, each written when it is known.</summary>
internal sealed class NdjsonOutput : IResultOutput
{
    private readonly TextWriter writer;

    public NdjsonOutput(TextWriter writer, KernelProfile kernel)
    {
        this.writer = writer;
        Write(new ResultLine { Start = new StartEntry(ResultDocument.SchemaName, JsonOutput.Tool, KernelEntry.Of(kernel)) });
    }

    public void Add(ObjectReport report)
    {
        foreach (ProgramEntry entry in report.Programs.Select(ProgramEntry.Of))
        {
            Write(new ResultLine { Program = entry });
        }

        if (report.Status is ObjectStatus.Unreadable or ObjectStatus.Failed)
        {
            Write(new ResultLine { Failure = new FileFailureEntry(report.Path.Replace('\\', '/'), report.Message) });
        }

        writer.Flush();
    }

    public void Finish(RunEnd end) => Write(new ResultLine { End = new EndEntry([.. end.Missing.Select(path => path.Replace('\\', '/'))]) });

    private void Write(ResultLine line) => line.Write(writer);
}
