using System.CommandLine;
using Vouch.Kernel;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch kernels</c>: the kernel profiles that can be asked about.</summary>
internal static class KernelsCommand
{
    public const string Name = "kernels";

    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "List the bundled kernel profiles: name and the release that their data was taken from.");
        list.SetAction(_ =>
        {
            foreach (string name in KernelProfile.Names)
            {
                terminal.Output.Write($"{name}\t{KernelProfile.Open(name).Release.Version}\n");
            }

            return (int)ExitCode.Success;
        });
        return new Command(Name, "Show what kernels Vouch knows.") { list };
    }
}
