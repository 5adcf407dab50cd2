using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>Maps that a program may not use for what is in their values.</summary>
public class MapAdmissionTests
{
    private static string MessageOf(string kernel, ProgramType type, string field, int size)
    {
        BtfBuilder types = new();
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId marker = types.AddStruct(field, size, new BtfMember(types.AddString("opaque"), number, 0, 0));
        BtfTypeId value = types.AddStruct("value", size, new BtfMember(types.AddString("field"), marker, 0, 0));
        MapDefinition map = new()
        {
            Name = "map", Type = MapType.Array, KeySize = 4, ValueSize = (uint)size, MaxEntries = 1,
            Types = types.Build(), KeyType = number, ValueType = value,
        };
        TextProgram program = new()
        {
            Text = "r1 = values ll; r0 = 0; exit", Type = type, Maps = [map], Symbols = new AssemblySymbols { Maps = { ["values"] = 0 } },
        };
        return Verifier.Verify(program.Request(), KernelProfile.Open(kernel), new VerifierOptions { AllowsPreview = true }).Message;
    }

    [Theory] // delta 6.18 A9
    [InlineData("bpf_spin_lock", 4, "tracing progs cannot use bpf_spin_lock yet", "tracing progs cannot use bpf_spin_lock yet")]
    [InlineData("bpf_res_spin_lock", 4, "", "tracing progs cannot use bpf_spin_lock yet")]
    [InlineData("bpf_timer", 16, "", "tracing progs cannot use bpf_timer yet")]
    [InlineData("bpf_wq", 16, "", "tracing progs cannot use bpf_wq yet")]
    public void Programs_that_interrupt_anything_are_kept_from_what_is_not_made_for_it(string field, int size, string newest, string older)
    {
        Assert.Equal((newest, older), (MessageOf("linux-7.3", ProgramType.Kprobe, field, size), MessageOf("linux-6.18", ProgramType.Kprobe, field, size)));
        Assert.Equal(("", ""), (MessageOf("linux-7.3", ProgramType.Xdp, field, size), MessageOf("linux-6.18", ProgramType.Xdp, field, size)));
    }
}
