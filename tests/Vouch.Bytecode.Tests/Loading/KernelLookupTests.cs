using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Tests.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

public sealed class KernelLookupTests
{
    private static LoadRequest Request(string program) => Fixture.Request("kernel.o", program, SmallKernel.View);

    [Fact]
    public void Kfuncs_are_found_in_the_kernel_and_in_modules()
    {
        LoadRequest request = Request("on_work");
        string[] called =
        [
            .. request.Instructions.Where(i => i.IsKfuncCall)
                .Select(i => request.KernelTypes[i.Offset].Name + ":" + request.KernelTypes[i.Offset].NameOf(new BtfTypeId(i.Immediate))),
        ];

        Assert.Equal(["vmlinux:use_thing", "helper_module:in_module"], called);
    }

    [Fact]
    public void A_kfunc_with_another_signature_is_missing()
    {
        LoadRequest request = Request("on_tracepoint");

        // Its address is null, and its call, which can therefore not be reached, is of an impossible helper.
        Assert.Equal((0x18, 0, 0), (request.Instructions[1].Opcode, request.Instructions[1].Source, request.Instructions[1].Immediate));
        Assert.Contains(request.Instructions, i => i.IsHelperCall && i.Immediate / 1000 == 2002000);
    }

    [Fact]
    public void A_kernel_variable_becomes_its_number_in_the_kernel_s_types()
    {
        Instruction load = Request("on_module_work").Instructions[0];

        Assert.Equal((byte)PseudoLoad.BtfId, load.Source);
        Assert.Equal("kernel_counter", SmallKernel.View.Types.NameOf(new BtfTypeId(load.Immediate)));
    }

    [Fact]
    public void An_untyped_symbol_becomes_an_address_and_a_missing_weak_one_null()
    {
        ImmutableArray<Instruction> code = Request("on_open").Instructions;

        Assert.Equal((0, 0), (code[0].Immediate, code[1].Immediate));
        Assert.Equal((0, -1), (code[7].Source, code[8].Immediate));
    }

    [Theory]
    [InlineData("on_work", "vmlinux", "do_work")]
    [InlineData("on_module_work", "helper_module", "module_work")]
    [InlineData("on_open", "vmlinux", "bpf_lsm_file_open")]
    [InlineData("on_tracepoint", "vmlinux", "btf_trace_thing_started")]
    [InlineData("on_iterator", "vmlinux", "bpf_iter_things")]
    public void The_attach_target_is_found_by_the_section_s_name(string program, string types, string name)
    {
        AttachTarget? target = Request(program).Target;

        Assert.NotNull(target);
        Assert.Equal((types, name), (target.Types.Name, target.Types.NameOf(target.Type)));
    }

    [Theory]
    [InlineData("on_nothing")]
    [InlineData("on_unnamed")]
    [InlineData("of_unknown_type")]
    [InlineData("replaces_unknown")]
    [InlineData("ops_unused")]
    public void Without_type_or_target_a_program_never_reaches_the_verifier(string program) =>
        Assert.Equal(PreparationStage.Attach, Fixture.Failure("kernel.o", program, SmallKernel.View).Stage);

    [Fact]
    public void A_replacement_is_taken_for_what_its_context_suggests()
    {
        LoadRequest request = Request("replaces_tc");

        Assert.Equal(ProgramType.SchedCls, request.ProgramType);
        Assert.Null(request.Target);
    }

    [Theory]
    [InlineData("ops_start", 2, LoadFlags.None)]
    [InlineData("ops_stop", 1, LoadFlags.Sleepable)]
    public void A_struct_ops_program_attaches_to_the_kernel_s_member_of_the_same_name(string program, int member, LoadFlags flags)
    {
        LoadRequest request = Request(program);

        Assert.NotNull(request.Target);
        Assert.Equal((member, (AttachType)member), (request.Target.StructOpsMember, request.ExpectedAttachType));
        Assert.Equal("operations", request.Target.Types.NameOf(request.Target.Type));
        Assert.Equal(flags, request.Flags);
    }

    [Fact]
    public void A_struct_ops_map_has_the_kernel_s_shape()
    {
        MapDefinition map = Request("ops_start").Map("linked");

        Assert.Equal((96u, MapFlags.Link), (map.ValueSize, (MapFlags)map.Flags));
        Assert.Equal("bpf_struct_ops_operations", map.KernelTypes!.NameOf(map.KernelValueType));
        Assert.Equal(3, map.InitialValue[64 + 24]);
    }

    [Fact]
    public void A_missing_kfunc_keeps_every_program_from_being_loaded()
    {
        KernelView withoutModule = SmallKernel.View with { Modules = [] };

        ImmutableArray<PreparedProgram> prepared = Fixture.Read("kernel.o").Prepare(withoutModule);
        Assert.All(prepared, p => Assert.Equal(PreparationStage.Extern, p.Failure?.Stage));
    }
}
