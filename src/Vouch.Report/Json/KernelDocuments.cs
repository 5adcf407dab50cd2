using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vouch.Report.Kernels;

namespace Vouch.Report.Json;

/// <summary>Kernels as JSON: what one is like, or in what two differ.</summary>
public static class KernelDocuments
{
    /// <summary>Writes a description, indented, with a line end at its end.</summary>
    public static void Write(TextWriter writer, KernelDescription kernel) => WriteText(writer, JsonSerializer.Serialize(kernel, KernelJson.Indented.KernelDescription));

    /// <summary>Writes a difference, indented, with a line end at its end.</summary>
    public static void Write(TextWriter writer, KernelDifference difference) => WriteText(writer, JsonSerializer.Serialize(difference, KernelJson.Indented.KernelDifference));

    private static void WriteText(TextWriter writer, string text)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(text);
        writer.Write('\n');
    }
}

/// <summary>The generated serializer.</summary>
[JsonSerializable(typeof(KernelDescription))]
[JsonSerializable(typeof(KernelDifference))]
internal sealed partial class KernelJson : JsonSerializerContext
{
    public static KernelJson Indented { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
