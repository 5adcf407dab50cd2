using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Cli.Output;

/// <summary>The text of <c>vouch inspect</c>.</summary>
internal static class ObjectListing
{
    public static void Write(TextWriter writer, ObjectFile file, IReadOnlyList<PreparedProgram> programs)
    {
        writer.Write($"License\n  {file.License}\n");
        writer.Write("Programs\n");
        foreach (PreparedProgram program in programs)
        {
            writer.Write(FormattableString.Invariant(
                $"  {program.Program.Name}  SEC(\"{program.Program.SectionName}\")  {program.ProgramType.UapiName()}  {program.InstructionCount} instructions{Attach(program)}\n"));
            if (program.Failure is { } failure)
            {
                writer.Write($"    cannot be prepared: {failure.Stage.ToString().ToLowerInvariant()}: {failure.Message}\n");
            }

            WriteNames(writer, "helpers", HelpersOf(program.Request));
            WriteNames(writer, "kernel functions", KfuncsOf(program.Request));
        }

        writer.Write("Maps\n");
        foreach (MapDefinition map in file.Maps)
        {
            writer.Write(FormattableString.Invariant(
                $"  {map.Name}  {map.Type.UapiName()}  key {map.KeySize} bytes, value {map.ValueSize} bytes, {map.MaxEntries} entries\n"));
        }
    }

    private static string Attach(PreparedProgram program) =>
        program.ExpectedAttachType == AttachType.CgroupInetIngress ? "" : "  attach " + program.ExpectedAttachType.UapiName();

    private static void WriteNames(TextWriter writer, string title, IEnumerable<string> names)
    {
        string list = string.Join(", ", names.Distinct().Order(StringComparer.Ordinal));
        if (list.Length > 0)
        {
            writer.Write($"    {title}: {list}\n");
        }
    }

    private static IEnumerable<string> HelpersOf(LoadRequest? request) =>
        from insn in request?.Instructions ?? []
        where insn.IsHelperCall
        select HelperNames.NameOf(insn.Immediate) ?? "unknown helper " + insn.Immediate;

    private static IEnumerable<string> KfuncsOf(LoadRequest? request) =>
        from insn in request?.Instructions ?? []
        where insn.IsKfuncCall && (uint)insn.Offset < (uint)request!.KernelTypes.Length
        select request!.KernelTypes[insn.Offset].NameOf(new BtfTypeId(insn.Immediate));
}
