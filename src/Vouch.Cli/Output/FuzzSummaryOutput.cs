using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Fuzzing.Running;

namespace Vouch.Cli.Output;

/// <summary>What a fuzzing campaign did and reached, for people and as JSON.</summary>
internal static class FuzzSummaryOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void WriteText(TextWriter output, CampaignSummary summary)
    {
        output.Write($"{summary.Programs} programs: {Join(summary.Verdicts)}\n");
        output.Write($"{summary.Expensive} left out as too expensive, {summary.NotJudged} not judged by the kernel\n");
        output.Write($"{summary.Compared} compared; differences: {(summary.Disagreements.Count == 0 ? "none" : Join(summary.Disagreements))}\n");
        foreach (string failure in summary.OracleFailures)
        {
            output.Write($"the oracle failed: {failure}\n");
        }

        output.Write($"sections: {Join(summary.Coverage.Sections)}\n");
        output.Write($"{summary.Coverage.Calls.Count} helpers and kernel functions: {Join(summary.Coverage.Calls)}\n");
        output.Write($"{summary.Coverage.RegisterTypes.Count} register types: {Join(summary.Coverage.RegisterTypes)}\n");
        output.Write($"{summary.Coverage.Messages.Count} messages\n");
    }

    public static void WriteJson(TextWriter output, CampaignSummary summary)
    {
        using MemoryStream bytes = new();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("programs", summary.Programs);
            writer.WriteNumber("expensive", summary.Expensive);
            writer.WriteNumber("not_judged", summary.NotJudged);
            writer.WriteNumber("compared", summary.Compared);
            writer.WriteNumber("oracle_failures", summary.OracleFailures.Count);
            WriteCounts(writer, "verdicts", summary.Verdicts);
            WriteCounts(writer, "differences", summary.Disagreements);
            WriteCounts(writer, "sections", summary.Coverage.Sections);
            WriteCounts(writer, "calls", summary.Coverage.Calls);
            WriteCounts(writer, "register_types", summary.Coverage.RegisterTypes);
            WriteCounts(writer, "messages", summary.Coverage.Messages);
            writer.WriteEndObject();
        }

        output.Write(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
        output.Write('\n');
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, SortedDictionary<string, int> counts)
    {
        writer.WriteStartObject(name);
        foreach ((string key, int count) in counts)
        {
            writer.WriteNumber(key, count);
        }

        writer.WriteEndObject();
    }

    private static string Join(SortedDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}"));
}
