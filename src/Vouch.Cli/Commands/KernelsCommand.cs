using System;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Report.Json;
using Vouch.Report.Kernels;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch kernels</c>: the kernel profiles that can be asked about, and in what they differ.</summary>
internal static class KernelsCommand
{
    public const string Name = "kernels";

    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "List the bundled kernel profiles: name, the release that their data was taken from, and whether answers are exact or a preview.");
        var command = new Command(Name, "Show what kernels Vouch knows; 'list' may be left out.") { list, Show(terminal), Difference(terminal) };
        foreach (Command each in (Command[])[command, list])
        {
            var format = FormatOption.Create("text", "text", "json");
            format.AddTo(each);
            each.SetAction(parsed => List(format.Of(parsed) == "json", terminal));
        }

        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var kernel = KernelArgument("NAME", "The kernel.");
        var format = FormatOption.Create("text", "text", "json");
        var show = new Command("show", "Show a kernel: its answer to every rule in which releases differ, and what programs can use.") { kernel };
        format.AddTo(show);
        show.SetAction(parsed =>
        {
            KernelDescription description = KernelDescription.Of(Open(parsed.GetRequiredValue(kernel)));
            Write(format.Of(parsed), () => KernelDocuments.Write(terminal.Output, description), () => KernelText.Write(terminal.Output, description));
            return (int)ExitCode.Success;
        });
        return show;
    }

    private static Command Difference(Terminal terminal)
    {
        var from = KernelArgument("FROM", "The first kernel.");
        var to = KernelArgument("TO", "The second one.");
        var format = FormatOption.Create("text", "text", "json");
        var diff = new Command("diff", "Show what two kernels' verifiers do otherwise, rule by rule, and what programs can use in one of them only.") { from, to };
        format.AddTo(diff);
        diff.SetAction(parsed =>
        {
            KernelDifference difference = KernelDifference.Between(Open(parsed.GetRequiredValue(from)), Open(parsed.GetRequiredValue(to)));
            Write(format.Of(parsed), () => KernelDocuments.Write(terminal.Output, difference), () => KernelText.Write(terminal.Output, difference));
            return (int)ExitCode.Success;
        });
        return diff;
    }

    private static KernelProfile Open(string name) => KernelProfile.Open(KernelSelection.One(name));

    private static Argument<string> KernelArgument(string name, string description) => new(name) { Description = description };

    private static void Write(string format, Action json, Action text) => (format == "json" ? json : text)();

    private static int List(bool json, Terminal terminal)
    {
        KernelEntry[] kernels = [.. KernelProfile.Names.Select(KernelProfile.Open).Select(KernelEntry.Of)];
        if (json)
        {
            new KernelList { Tool = JsonOutput.Tool, Kernels = kernels }.Write(terminal.Output);
            return (int)ExitCode.Success;
        }

        foreach (KernelEntry kernel in kernels)
        {
            terminal.Output.Write($"{kernel.Id}\t{kernel.Version}\t{(kernel.Preview == true ? "preview" : "exact")}\n");
        }

        return (int)ExitCode.Success;
    }
}
