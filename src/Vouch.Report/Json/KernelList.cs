using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Vouch.Report.Json;

/// <summary>The kernels that can be asked about, as JSON.</summary>
public sealed record KernelList
{
    /// <summary>Name and version of the format.</summary>
    public string Schema { get; init; } = "vouch.kernels/1";

    public required ToolEntry Tool { get; init; }

    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Writes the document, indented, with a line end at its end.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(this, ResultJson.Indented.KernelList));
        writer.Write('\n');
    }
}
