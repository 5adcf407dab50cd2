using System.CommandLine;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Kernel;
using Vouch.Report.Json;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch kernels</c>: the kernel profiles that can be asked about.</summary>
internal static class KernelsCommand
{
    public const string Name = "kernels";

    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "List the bundled kernel profiles: name, the release that their data was taken from, and whether answers are exact or a preview.");
        var command = new Command(Name, "Show what kernels Vouch knows; 'list' may be left out.") { list };
        foreach (Command each in (Command[])[command, list])
        {
            var format = FormatOption.Create("text", "text", "json");
            format.AddTo(each);
            each.SetAction(parsed => List(format.Of(parsed) == "json", terminal));
        }

        return command;
    }

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
