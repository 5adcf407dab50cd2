using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Elf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Input;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report.Json;
using Vouch.Report.Stat;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch inspect</c>: what an object holds, without verifying it.</summary>
internal static class InspectCommand
{
    public const string Name = "inspect";

    public static Command Create(Terminal terminal)
    {
        Argument<string[]> objects = ObjectArguments.Create("Compiled BPF objects (.o files), or executables and libraries that carry some.");
        var selection = new SelectionOptions();
        var format = FormatOption.Create("text", "text", "json");
        var shared = new SharedOptions();
        var extract = new Option<string?>("--extract")
        {
            Description = "Write each object to a file of its own in DIR, to be read by other tools, and list nothing.",
            HelpName = "DIR",
        };
        var command = new Command(Name, "List an object's programs, maps, and the helpers and kernel functions they call.")
        {
            objects, shared.Kernel, shared.ModuleTypes, extract, shared.Limits.MaxInput,
        };
        selection.AddTo(command);
        format.AddTo(command);
        command.SetAction(parsed =>
        {
            var input = new InputFile(parsed.GetRequiredValue(shared.Limits.MaxInput));
            List<ObjectSource> sources = [.. ObjectArguments.FilesOf(parsed, objects).SelectMany(path => ObjectSource.Of(path, input.Read))];
            if (parsed.GetValue(extract) is { } directory)
            {
                Extract(sources, directory, terminal);
                return (int)ExitCode.Success;
            }

            var preparation = new ObjectPreparation(parsed.GetRequiredValue(shared.Kernel), parsed.GetRequiredValue(shared.ModuleTypes));
            StatFilter filter = selection.FilterOf(parsed);
            List<ListedObject> entries = [.. sources.Select(source => EntryOf(source, preparation, filter))];
            if (format.Of(parsed) == "json")
            {
                new ObjectDocument { Tool = JsonOutput.Tool, Kernel = KernelEntry.Of(preparation.Kernel), Objects = entries }.Write(terminal.Output);
            }
            else
            {
                Write(entries, terminal);
            }

            return (int)ExitCode.Success;
        });
        return command;
    }

    private static void Write(List<ListedObject> entries, Terminal terminal)
    {
        foreach (ListedObject entry in entries)
        {
            if (entries.Count > 1)
            {
                terminal.WriteLine(entry.Object);
            }

            ObjectListing.Write(terminal, entry);
        }
    }

    private static ListedObject EntryOf(ObjectSource source, ObjectPreparation preparation, StatFilter filter)
    {
        try
        {
            ObjectFile file = source.Read();
            string name = Path.GetFileName(source.Path);
            return ObjectListing.Of(source.Path, file, preparation.Prepare(file, program => filter.WantsProgram(name, program)));
        }
        catch (BadInputException problem)
        {
            throw problem.At(source.Path);
        }
    }

    private static void Extract(List<ObjectSource> sources, string directory, Terminal terminal)
    {
        _ = Directory.CreateDirectory(directory);
        foreach (ObjectSource source in sources)
        {
            if (!EmbeddedImages.IsObject(source.Bytes.Span))
            {
                throw new BadInputException("is no BPF object and carries none", source.Path);
            }

            string path = Path.Combine(directory, source.FileName);
            File.WriteAllBytes(path, source.Bytes.Span);
            terminal.WriteLine(path);
        }
    }
}
