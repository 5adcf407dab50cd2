using System;
using System.Collections.Immutable;
using System.IO;
using BenchmarkDotNet.Attributes;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Kernel;
using Vouch.Verifier;

namespace Vouch.Benchmarks;

/// <summary>The way of one object from its bytes to its verdict, step by step.</summary>
[MemoryDiagnoser]
public class ObjectBenchmarks
{
    private readonly char[] line = new char[InstructionText.MaximumLength];
    private byte[] bytes = [];
    private KernelProfile kernel = null!;
    private KernelView view = null!;
    private ObjectFile file = null!;
    private ImmutableArray<PreparedProgram> programs;

    [Params("xdp_filter", "tc_classify", "loops")]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        bytes = File.ReadAllBytes(Path.Combine(FindRoot(), "samples", Sample + ".bpf.o"));
        kernel = KernelProfile.Open("linux-7.3");
        view = kernel.OpenView();
        file = ReadObject();
        programs = PrepareObject();
    }

    [Benchmark]
    public ObjectFile ReadObject() => ObjectFile.Read(bytes, Sample);

    [Benchmark]
    public ImmutableArray<PreparedProgram> PrepareObject() => file.Prepare(view);

    [Benchmark]
    public int Verify() => VerifyAt(LogLevels.None);

    [Benchmark]
    public int VerifyWithFullLog() => VerifyAt(LogLevels.Path | LogLevels.All | LogLevels.Statistics);

    [Benchmark]
    public int Disassemble()
    {
        int length = 0;
        foreach (Instruction insn in programs[0].Request!.Instructions)
        {
            length += InstructionText.Format(line, insn, default, InstructionNames.None);
        }

        return length;
    }

    private int VerifyAt(LogLevels level)
    {
        var options = new VerifierOptions { Presentation = new Presentation { LogLevel = level } };
        int processed = 0;
        foreach (PreparedProgram program in programs)
        {
            processed += Verifier.Verifier.Verify(program.Request!, kernel, options).Statistics.ProcessedInstructions;
        }

        return processed;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vouch.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("run inside the repository");
    }
}
