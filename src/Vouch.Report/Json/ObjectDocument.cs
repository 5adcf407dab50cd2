using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Vouch.Report.Json;

/// <summary>What objects hold, as JSON.</summary>
public sealed record ObjectDocument
{
    /// <summary>Name and version of the format.</summary>
    public string Schema { get; init; } = "vouch.objects/1";

    public required ToolEntry Tool { get; init; }

    public required KernelEntry Kernel { get; init; }

    public required IReadOnlyList<ListedObject> Objects { get; init; }

    /// <summary>Writes the document, indented, with a line end at its end.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(this, ResultJson.Indented.ObjectDocument));
        writer.Write('\n');
    }
}

/// <summary>One object.</summary>
public sealed record ListedObject(string Object, string License, IReadOnlyList<ListedProgram> Programs, IReadOnlyList<ListedMap> Maps);

/// <summary>A program of an object.</summary>
public sealed record ListedProgram
{
    public required string Program { get; init; }

    public required string Section { get; init; }

    public required string Type { get; init; }

    /// <summary>The attach type; null for none.</summary>
    public string? Attach { get; init; }

    /// <summary>8-byte slots, subprograms included.</summary>
    public required int Instructions { get; init; }

    /// <summary>Why it cannot be prepared; null when it can.</summary>
    public string? Failure { get; init; }

    public required IReadOnlyList<string> Helpers { get; init; }

    public required IReadOnlyList<string> KernelFunctions { get; init; }
}

/// <summary>A map of an object; sizes in bytes.</summary>
public sealed record ListedMap(string Map, string Type, uint KeySize, uint ValueSize, uint MaxEntries);
