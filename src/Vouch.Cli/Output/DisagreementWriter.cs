using System.IO;
using System.Linq;
using System.Text;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Running;

namespace Vouch.Cli.Output;

/// <summary>Tells of disagreements, a line each, and keeps the programs with both answers as files.</summary>
internal sealed class DisagreementWriter(string? folder, TextWriter output)
{
    /// <summary>Writes one.</summary>
    public void Write(Disagreement found)
    {
        output.Write($"{found.Program.Name} ({found.Program.Section}): {found.Kinds}: kernel {Brief(found.Kernel)}, ours {Brief(found.Ours)}\n");
        output.Flush();
        if (folder is null)
        {
            return;
        }

        string place = Path.Combine(folder, "disagreements");
        Directory.CreateDirectory(place);
        StringBuilder text = new();
        text.Append("// differs: ").Append(found.Kinds).Append('\n');
        Append(text, "kernel", found.Kernel);
        Append(text, "ours", found.Ours);
        foreach (string line in AnswerComparison.FirstDifference(found.Kernel, found.Ours).Split('\n').Where(l => l.Length > 0))
        {
            text.Append("// ").Append(line).Append('\n');
        }

        text.Append(ProgramText.Write(found.Program));
        File.WriteAllText(Path.Combine(place, found.Program.Name + ".txt"), text.ToString());
        File.WriteAllLines(Path.Combine(place, found.Program.Name + ".kernel.log"), found.Kernel.Log);
        File.WriteAllLines(Path.Combine(place, found.Program.Name + ".ours.log"), found.Ours.Log);
    }

    private static void Append(StringBuilder text, string who, Answer answer)
    {
        text.Append("// ").Append(who).Append(": ").Append(answer.Verdict).Append(' ').Append(answer.Counts).Append('\n');
        foreach (string line in AnswerComparison.MessageOf(answer))
        {
            text.Append("//   ").Append(line).Append('\n');
        }
    }

    private static string Brief(Answer answer) =>
        $"{answer.Verdict} {answer.Counts.Instructions}/{answer.Counts.TotalStates}/{answer.Counts.PeakStates}/{answer.Counts.MaxStatesPerInstruction}"
        + (AnswerComparison.MessageOf(answer) is { Count: > 0 } message && answer.Verdict != "success" ? $" '{message[0]}'" : "");
}
