using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Vouch.Report.Json;

/// <summary>One line of a run's results as they come: one of the properties is set.</summary>
public sealed record ResultLine
{
    /// <summary>The first line.</summary>
    public StartEntry? Start { get; init; }

    /// <summary>A program's row, as in <see cref="ResultDocument"/>.</summary>
    public ProgramEntry? Program { get; init; }

    /// <summary>A file that could not be read.</summary>
    public FileFailureEntry? Failure { get; init; }

    /// <summary>The last line; where it is missing, results are.</summary>
    public EndEntry? End { get; init; }

    /// <summary>Writes the line with its end.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(this, ResultJson.Compact.ResultLine));
        writer.Write('\n');
    }
}

/// <summary>What the lines are and who wrote them.</summary>
public sealed record StartEntry(string Schema, ToolEntry Tool, KernelEntry Kernel);

/// <summary>Files that are not done: none unless the run was interrupted.</summary>
public sealed record EndEntry(IReadOnlyList<string> NotDone);
