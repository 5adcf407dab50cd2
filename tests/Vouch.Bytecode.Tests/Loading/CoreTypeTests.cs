using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Xunit;
using static Vouch.Bytecode.Tests.Loading.CoreFixture;

namespace Vouch.Bytecode.Tests.Loading;

public class CoreTypeTests
{
    private readonly CoreFixture core = new();

    [Fact]
    public void A_local_type_number_is_written_as_it_is()
    {
        BtfTypeId local = core.Program.AddPointer(Int(core.Program));

        Assert.Equal(local.Value, core.Apply(CoreRelocationKind.LocalTypeId, local, "0", Set(77))[0].Immediate);
    }

    [Fact]
    public void The_kernels_number_size_and_existence_of_a_type_are_told()
    {
        BtfTypeId local = core.Program.AddStruct("thing", 4);
        BtfTypeId number = Int(core.Kernel);
        BtfTypeId found = core.Kernel.AddStruct("thing", 48, Member(core.Kernel, "x", number, 0));

        Assert.Equal(found.Value, core.Apply(CoreRelocationKind.TargetTypeId, local, "0", Wide(0))[0].Immediate);
        Assert.Equal(48, core.Apply(CoreRelocationKind.TypeSize, local, "0", Set(4))[0].Immediate);
        Assert.Equal(1, core.Apply(CoreRelocationKind.TypeExists, local, "0", Set(1))[0].Immediate);
    }

    [Fact]
    public void Of_a_missing_type_all_answers_are_zero()
    {
        BtfTypeId local = core.Program.AddStruct("thing", 4);
        _ = core.Kernel.AddUnion("thing", 4);

        Assert.Equal(0, core.Apply(CoreRelocationKind.TargetTypeId, local, "0", Wide(local.Value))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.TypeSize, local, "0", Set(4))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.TypeExists, local, "0", Set(1))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.TypeMatches, local, "0", Set(1))[0].Immediate);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Callback_types_exist_where_their_signatures_agree(bool samePointer, int answer)
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddTypedef("callback", p.AddPointer(p.AddFunctionPrototype(Int(p), new BtfParameter(0, p.AddPointer(Int(p))))));
        BtfTypeId parameter = samePointer ? k.AddPointer(Int(k)) : Int(k);
        _ = k.AddTypedef("callback", k.AddPointer(k.AddFunctionPrototype(Int(k, 8), new BtfParameter(0, parameter))));

        Assert.Equal(answer, core.Apply(CoreRelocationKind.TypeExists, local, "0", Set(1))[0].Immediate);
    }

    [Fact]
    public void Matching_wants_every_local_member_and_no_more()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId fewer = p.AddStruct("thing___few", 4, Member(p, "b", Int(p), 0));
        BtfTypeId other = p.AddStruct("thing___other", 4, Member(p, "c", Int(p), 0));
        BtfTypeId wider = p.AddStruct("thing___wide", 8, Member(p, "b", Int(p, 8), 0));
        _ = k.AddStruct("thing", 8, Member(k, "a", Int(k), 0), Member(k, "b", Int(k), 4));

        Assert.Equal(1, core.Apply(CoreRelocationKind.TypeMatches, fewer, "0", Set(1))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.TypeMatches, other, "0", Set(1))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.TypeMatches, wider, "0", Set(1))[0].Immediate);
    }

    [Fact]
    public void Matching_tries_every_anonymous_member_until_one_fits()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("thing", 4, Member(p, "", p.AddUnion("", 4, Member(p, "second", Int(p), 0)), 0));
        BtfTypeId first = k.AddUnion("", 4, Member(k, "first", Int(k), 0)), second = k.AddUnion("", 4, Member(k, "second", Int(k), 0));
        _ = k.AddStruct("thing", 8, Member(k, "", first, 0), Member(k, "", second, 4));

        Assert.Equal(1, core.Apply(CoreRelocationKind.TypeMatches, local, "0", Set(1))[0].Immediate);
    }

    [Fact]
    public void Matching_looks_only_at_name_and_kind_behind_a_pointer()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("thing", 16, Member(p, "to", p.AddPointer(p.AddStruct("far", 4, Member(p, "mine", Int(p), 0))), 0),
            Member(p, "opaque", p.AddPointer(p.AddForward("hidden", isUnion: false)), 8));
        BtfTypeId far = k.AddStruct("far", 4, Member(k, "theirs", Int(k), 0)), hidden = k.AddStruct("hidden", 4);
        _ = k.AddStruct("thing", 16, Member(k, "to", k.AddPointer(far), 0), Member(k, "opaque", k.AddPointer(hidden), 8));

        Assert.Equal(1, core.Apply(CoreRelocationKind.TypeMatches, local, "0", Set(1))[0].Immediate);
    }

    [Fact]
    public void Structs_that_never_end_are_too_deep_to_match()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("thing", 4, Member(p, "self", new BtfTypeId(1), 0));
        _ = k.AddStruct("thing", 4, Member(k, "self", new BtfTypeId(1), 0));

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.TypeMatches, local, "0", Set(1)));
        Assert.Contains("error matching candidate #0 <type_matches> [1] struct thing: -22", core.Messages[0], System.StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_that_double_at_each_level_end_in_a_fault_and_soon()
    {
        CoreFault fault = CoreFault.None;
        BtfTypeId local = Doubling(core.Program);
        _ = Doubling(core.Kernel);

        fault = core.TryApply(CoreRelocationKind.TypeExists, local, "0", Set(1));

        Assert.Equal(CoreFault.Invalid, fault);
    }

    [Fact]
    public void Enumerators_are_found_by_name_whatever_their_enum_holds_besides()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddEnum("mode", 4, false, new BtfEnumerator(p.AddString("MODE_B___now"), 0), new BtfEnumerator(p.AddString("MODE_Z"), 1));
        _ = k.AddEnum("mode", 8, false, new BtfEnumerator(k.AddString("MODE_A"), 0), new BtfEnumerator(k.AddString("MODE_B"), 0x7_0000_0009));

        Instruction[] wide = core.Apply(CoreRelocationKind.EnumeratorValue, local, "0", Wide(0));
        Assert.Equal((9, 7), (wide[0].Immediate, wide[1].Immediate));
        Assert.Equal(1, core.Apply(CoreRelocationKind.EnumeratorExists, local, "0", Set(1))[0].Immediate);
        Assert.Equal(0, core.Apply(CoreRelocationKind.EnumeratorExists, local, "1", Set(1))[0].Immediate);
        Assert.Equal(195896080, core.Apply(CoreRelocationKind.EnumeratorValue, local, "1", Wide(1))[0].Immediate);
    }

    [Fact]
    public void Types_without_a_name_have_no_candidates()
    {
        BtfTypeId local = core.Program.AddStruct("", 4);

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.TypeExists, local, "0", Set(1)));
    }

    [Fact]
    public void An_instruction_that_carries_no_value_is_a_fault()
    {
        BtfTypeId local = core.Program.AddStruct("thing", 4);
        _ = core.Kernel.AddStruct("thing", 4);

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.TypeSize, local, "0", new Instruction(0x95, 0, 0, 0, 0)));
        Assert.Equal(
            "prog 'prog': relo #0: trying to relocate unrecognized insn #0, code:0x95, src:0x0, dst:0x0, off:0x0, imm:0x0", core.Messages[0]);
    }

    private static Instruction[] Wide(int low) => [new(WideImmediate, 1, 0, 0, low), default];

    /// <summary>Thirty prototypes, each taking the next one twice by pointer.</summary>
    private static BtfTypeId Doubling(BtfBuilder builder)
    {
        BtfTypeId at = builder.AddPointer(builder.AddFunctionPrototype(BtfTypeId.Void));
        for (int i = 0; i < 30; i++)
        {
            at = builder.AddPointer(builder.AddFunctionPrototype(BtfTypeId.Void, new BtfParameter(0, at), new BtfParameter(0, at)));
        }

        return builder.AddTypedef("doubling", at);
    }
}
