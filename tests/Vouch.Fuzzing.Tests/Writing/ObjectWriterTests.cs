using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Writing;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Fuzzing.Tests.Writing;

public class ObjectWriterTests
{
    private const string Text = """
        program tc first(Context)
          r1 = records ll
          r2 = helper ll
          r3 = bss[8] ll
          call other
          call bpf_rcu_read_lock
          exit
        static helper(Int, VoidPointer)
          r0 = 0
          exit
        global other()
          r0 = 7
          exit
        """;

    private static readonly BaseObject Origin = BaseObject.Open(KernelProfile.Linux73.Types, forOrdinaryUser: false);

    private static ImmutableArray<PreparedProgram> Read(params FuzzProgram[] programs) =>
        ObjectFile.Read(ObjectWriter.Write(Origin, programs), "fuzz.bpf.o").Prepare(KernelProfile.Linux73.OpenView());

    private static LoadRequest Request() => Read(ProgramText.Parse(Text)).Single().Request!;

    [Fact]
    public void An_object_reads_back_with_its_sections_types_and_programs()
    {
        ImmutableArray<PreparedProgram> programs = Read(
            ProgramText.Parse(Text), ProgramText.Parse("program xdp second(Context)\n  r0 = 0\n  exit"), ProgramText.Parse("program tc third(Context)\n  exit"));
        Assert.Equal(["first", "third", "second"], programs.Select(p => p.Program.Name));
        Assert.Equal([ProgramType.SchedCls, ProgramType.SchedCls, ProgramType.Xdp], programs.Select(p => p.ProgramType));
        Assert.All(programs, p => Assert.Null(p.Failure));
    }

    [Fact]
    public void Maps_and_global_data_are_referred_to_by_name()
    {
        LoadRequest request = Request();
        Assert.Equal("records", request.Maps[request.Instructions[0].Immediate].Name);
        Assert.Equal((byte)PseudoLoad.MapValue, request.Instructions[4].Source);
        Assert.EndsWith(".bss", request.Maps[request.Instructions[4].Immediate].Name);
        Assert.Equal(8, request.Instructions[5].Immediate);
    }

    [Fact]
    public void Calls_and_addresses_of_subprograms_lead_to_them()
    {
        LoadRequest request = Request();
        Assert.Equal(3, request.Functions.Length);
        int Start(string name) => request.Functions.Single(f => request.Types!.NameOf(f.Type) == name).InstructionIndex;
        Assert.Equal(Start("helper"), 2 + 1 + request.Instructions[2].Immediate);
        Assert.Equal(Start("other"), 6 + 1 + request.Instructions[6].Immediate);
    }

    [Fact]
    public void Kernel_functions_are_found_by_their_prototype()
    {
        LoadRequest request = Request();
        Instruction call = request.Instructions[7];
        Assert.True(call.IsKfuncCall);
        Assert.Equal("bpf_rcu_read_lock", request.KernelTypes[0].NameOf(new Vouch.Bytecode.Btf.BtfTypeId(call.Immediate)));
    }

    [Fact]
    public void Hundreds_of_programs_fit_one_object()
    {
        FuzzProgram[] programs = [.. Enumerable.Range(0, 300).Select(i => ProgramText.Parse(Text
            .Replace("first", $"p{i}", System.StringComparison.Ordinal)
            .Replace("helper", $"h{i}", System.StringComparison.Ordinal)
            .Replace("other", $"o{i}", System.StringComparison.Ordinal)))];
        Assert.All(Read(programs), p => Assert.Equal(3, p.Request!.Functions.Length));
    }
}
