using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Vouch.Bytecode;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Output;
using Vouch.Cli.Running;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch inspect</c>: what an object holds, without verifying it.</summary>
internal static class InspectCommand
{
    public const string Name = "inspect";

    public static Command Create(Terminal terminal)
    {
        var place = new Argument<string>("OBJECT") { Description = "A compiled BPF object (.o file), or an executable or library that carries some." };
        var shared = new SharedOptions();
        var command = new Command(Name, "List an object's programs, maps, and the helpers and kernel functions they call.") { place };
        command.Add(shared.Kernel);
        command.Add(shared.ModuleTypes);
        var extract = new Option<string?>("--extract")
        {
            Description = "Write each object to a file of its own in DIR, to be read by other tools, and list nothing.",
            HelpName = "DIR",
        };
        command.Add(extract);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(extract) is { } directory)
            {
                Extract(ObjectSource.Of(parsed.GetRequiredValue(place)), directory, terminal);
                return (int)ExitCode.Success;
            }

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

    private static void Extract(IReadOnlyList<ObjectSource> sources, string directory, Terminal terminal)
    {
        _ = Directory.CreateDirectory(directory);
        foreach (ObjectSource source in sources)
        {
            ReadOnlyMemory<byte> bytes = source.ReadBytes();
            if (!EmbeddedImages.IsObject(bytes.Span))
            {
                throw new BadInputException("is no BPF object and carries none", source.Path, null, 0);
            }

            string path = Path.Combine(directory, source.FileName);
            File.WriteAllBytes(path, bytes.Span);
            terminal.Output.Write(path + "\n");
        }
    }
}
