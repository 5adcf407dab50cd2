using System.Collections.Generic;
using System.CommandLine;
using Vouch.Bytecode.Objects;
using Vouch.Cli.Output;
using Vouch.Cli.Running;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch inspect</c>: what an object holds, without verifying it.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = new Argument<string>("OBJECT") { Description = "A compiled BPF object (.o file), or an executable or library that carries some." };
        var shared = new SharedOptions();
        var command = new Command("inspect", "List an object's programs, maps, and the helpers and kernel functions they call.") { place };
        command.Add(shared.Kernel);
        command.Add(shared.ModuleTypes);
        command.SetAction(parsed =>
        {
            var preparation = new ObjectPreparation(parsed.GetRequiredValue(shared.Kernel), parsed.GetRequiredValue(shared.ModuleTypes));
            IReadOnlyList<ObjectSource> sources = ObjectSource.Of(parsed.GetRequiredValue(place));
            foreach (ObjectSource source in sources)
            {
                if (sources.Count > 1)
                {
                    terminal.Output.Write(source.Path + "\n");
                }

                ObjectFile file = source.Read();
                ObjectListing.Write(terminal.Output, file, preparation.Prepare(file));
            }

            return (int)ExitCode.Success;
        });
        return command;
    }
}
