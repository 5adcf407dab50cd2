using System.CommandLine;
using Vouch.Kernel;
using Vouch.Kernel.Releases;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch kernels</c>: the kernel profiles that can be asked about.</summary>
internal static class KernelsCommand
{
    public const string Name = "kernels";

    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "List the bundled kernel profiles: name, the release that their data was taken from, and whether answers are exact or a preview.");
        list.SetAction(_ =>
        {
            foreach (string name in KernelProfile.Names)
            {
                KernelRelease release = KernelProfile.Open(name).Release;
                terminal.Output.Write($"{name}\t{release.Version}\t{(release.Fidelity == Fidelity.Exact ? "exact" : "preview")}\n");
            }

            return (int)ExitCode.Success;
        });
        return new Command(Name, "Show what kernels Vouch knows.") { list };
    }
}
