using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Report.Json;

namespace Vouch.Cli.Output;

/// <summary>What <c>vouch inspect</c> tells of an object.</summary>
internal static class ObjectListing
{
    /// <summary>The facts.</summary>
    public static ListedObject Of(string path, ObjectFile file, IReadOnlyList<PreparedProgram> programs) => new(
        path.Replace('\\', '/'),
        file.License,
        [.. programs.Select(Of)],
        [.. file.Maps.Select(map => new ListedMap(map.Name, map.Type.UapiName(), map.KeySize, map.ValueSize, map.MaxEntries))]);

    /// <summary>The facts as text.</summary>
    public static void Write(Terminal terminal, ListedObject entry)
    {
        terminal.WriteLine("License");
        terminal.WriteLine("  " + entry.License);
        terminal.WriteLine("Programs");
        foreach (ListedProgram program in entry.Programs)
        {
            string attach = program.Attach is null ? "" : "  attach " + program.Attach;
            terminal.WriteLine(FormattableString.Invariant(
                $"  {program.Program}  SEC(\"{program.Section}\")  {program.Type}  {program.Instructions} instructions{attach}"));
            if (program.Failure is not null)
            {
                terminal.WriteLine("    cannot be prepared: " + program.Failure);
            }

            WriteNames(terminal, "helpers", program.Helpers);
            WriteNames(terminal, "kernel functions", program.KernelFunctions);
        }

        terminal.WriteLine("Maps");
        foreach (ListedMap map in entry.Maps)
        {
            terminal.WriteLine(FormattableString.Invariant(
                $"  {map.Map}  {map.Type}  key {map.KeySize} bytes, value {map.ValueSize} bytes, {map.MaxEntries} entries"));
        }
    }

    private static ListedProgram Of(PreparedProgram program) => new()
    {
        Program = program.Program.Name,
        Section = program.Program.SectionName,
        Type = program.ProgramType.UapiName(),
        Attach = program.ExpectedAttachType == AttachType.CgroupInetIngress ? null : program.ExpectedAttachType.UapiName(),
        Instructions = program.InstructionCount,
        Failure = program.Failure is { } failure ? $"{failure.Stage.ToString().ToLowerInvariant()}: {failure.Message}" : null,
        Helpers = Names(HelpersOf(program.Request)),
        KernelFunctions = Names(KfuncsOf(program.Request)),
    };

    private static List<string> Names(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    private static void WriteNames(Terminal terminal, string title, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            terminal.WriteLine($"    {title}: {string.Join(", ", names)}");
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
