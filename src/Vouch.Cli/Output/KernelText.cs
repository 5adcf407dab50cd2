using System.Collections.Generic;
using System.IO;
using System.Text;
using Vouch.Report.Json;
using Vouch.Report.Kernels;

namespace Vouch.Cli.Output;

/// <summary>Kernels as text: what one is like, or in what two differ.</summary>
internal static class KernelText
{
    private const int Width = 120;

    /// <summary>Writes a description.</summary>
    public static void Write(TextWriter output, KernelDescription kernel)
    {
        output.Write($"{Heading(kernel.Kernel)}, {(kernel.Kernel.Preview == true ? "preview" : "exact")}\n\nrules\n");
        foreach (RuleEntry rule in kernel.Rules)
        {
            output.Write($"  {rule.Rule}: {rule.Value}\n");
            WriteWrapped(output, rule.Text);
        }

        foreach (KernelFacts facts in kernel.Facts)
        {
            output.Write($"\n{facts.Kind}: {facts.Names.Count}\n");
            WriteWrapped(output, string.Join(' ', facts.Names));
        }
    }

    /// <summary>Writes a difference.</summary>
    public static void Write(TextWriter output, KernelDifference difference)
    {
        output.Write($"{Heading(difference.From)} -> {Heading(difference.To)}\n\nrules: {difference.Rules.Count}\n");
        foreach (RuleDifference rule in difference.Rules)
        {
            output.Write($"  {rule.Rule}: {rule.From} -> {rule.To}\n");
            WriteWrapped(output, rule.Text);
        }

        foreach (FactDifference facts in difference.Facts)
        {
            output.Write($"\n{facts.Kind}: {facts.Gone.Count} gone, {facts.New.Count} new\n");
            WriteEach(output, "- ", facts.Gone);
            WriteEach(output, "+ ", facts.New);
        }
    }

    private static string Heading(KernelEntry kernel) => $"{kernel.Id} ({kernel.Version})";

    private static void WriteEach(TextWriter output, string mark, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            output.Write($"  {mark}{name}\n");
        }
    }

    private static void WriteWrapped(TextWriter output, string text)
    {
        const string Indent = "      ";
        StringBuilder line = new(Indent);
        foreach (string word in text.Split(' ', System.StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > Indent.Length && line.Length + 1 + word.Length > Width)
            {
                output.Write($"{line}\n");
                _ = line.Clear().Append(Indent);
            }

            _ = line.Append(line.Length > Indent.Length ? " " : "").Append(word);
        }

        if (line.Length > Indent.Length)
        {
            output.Write($"{line}\n");
        }
    }
}
