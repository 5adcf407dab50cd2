using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Xunit;
using static Vouch.Bytecode.Tests.Loading.CoreFixture;

namespace Vouch.Bytecode.Tests.Loading;

public class CoreFieldTests
{
    private static readonly Instruction Poison = new(0x85, 0, 0, 0, 195896080);

    private readonly CoreFixture core = new();

    [Fact]
    public void A_field_is_found_where_the_kernel_has_it()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = Task(core.Kernel, pidAt: 24, size: 32);

        Assert.Equal(Load(LoadWord, 24), core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0]);
    }

    [Fact]
    public void A_field_is_found_inside_anonymous_members()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        BtfBuilder k = core.Kernel;
        BtfTypeId number = Int(k);
        BtfTypeId inner = k.AddStruct("", 8, Member(k, "other", number, 0), Member(k, "pid", number, 4));
        BtfTypeId union = k.AddUnion("", 8, Member(k, "lonely", number, 0), Member(k, "", inner, 0));
        _ = k.AddStruct("task", 24, Member(k, "first", number, 0), Member(k, "", union, 16));

        Assert.Equal(Load(LoadWord, 20), core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0]);
    }

    [Fact]
    public void Flavours_of_a_type_stand_for_the_same_kernel_type()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4, name: "task___mine");
        _ = Task(core.Kernel, pidAt: 12, size: 16);

        Assert.Equal(12, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0].Offset);
    }

    [Fact]
    public void An_instruction_for_a_missing_field_is_poisoned()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = core.Kernel.AddStruct("task", 4, Member(core.Kernel, "tgid", Int(core.Kernel), 0));

        Assert.Equal(Poison, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0]);
        Assert.Empty(core.Messages);
    }

    [Fact]
    public void Both_halves_of_a_wide_immediate_are_poisoned()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        Instruction[] wide = [new(WideImmediate, 1, 0, 0, 0), default];

        Assert.Equal([Poison, Poison], core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", wide));
    }

    [Theory]
    [InlineData("pid", 1)]
    [InlineData("tgid", 0)]
    public void Asking_whether_a_field_exists_always_has_an_answer(string kernelName, int answer)
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = core.Kernel.AddStruct("task", 4, Member(core.Kernel, kernelName, Int(core.Kernel), 0));

        Assert.Equal(answer, core.Apply(CoreRelocationKind.FieldExists, local, "0:0", Set(1))[0].Immediate);
    }

    [Fact]
    public void A_load_of_an_unsigned_field_takes_the_kernels_width()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        BtfBuilder k = core.Kernel;
        _ = k.AddStruct("task", 16, Member(k, "pid", Int(k, 8), 8));

        Assert.Equal(Load(LoadDouble, 8), core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0]);
    }

    [Fact]
    public void A_load_of_a_signed_field_of_another_width_is_poisoned_with_a_warning()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        BtfBuilder k = core.Kernel;
        _ = k.AddStruct("task", 16, Member(k, "pid", Int(k, 8, isSigned: true), 8));

        Assert.Equal(Poison, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0]);
        Assert.Contains("accesses field incorrectly", Assert.Single(core.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_the_compiler_cannot_have_written_is_a_fault()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = Task(core.Kernel, pidAt: 24, size: 32);

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 3)));
        Assert.Equal(
            ["prog 'prog': relo #0: unexpected insn #0 (LDX/ST/STX) value: got 3, exp 0 -> 24", "prog 'prog': relo #0: failed to patch insn #0: -EINVAL"],
            core.Messages);
    }

    [Fact]
    public void An_offset_beyond_16_bits_does_not_fit_a_load()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = Task(core.Kernel, pidAt: 40000, size: 40004);

        Assert.Equal(CoreFault.OutOfRange, core.TryApply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0)));
        Assert.Equal(40000, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Set(0))[0].Immediate);
    }

    [Fact]
    public void Array_indices_scale_with_the_kernels_element()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("table", 16, Member(p, "rows", p.AddArray(new BtfArray(Row(p, 4), Int(p), 4)), 0));
        _ = k.AddStruct("table", 104, Member(k, "rows", k.AddArray(new BtfArray(Row(k, 24), Int(k), 4)), 8));

        Assert.Equal(8 + (3 * 24), core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0:3:0", Load(LoadWord, 12))[0].Offset);
    }

    [Fact]
    public void An_index_past_the_kernels_array_finds_nothing_unless_the_array_is_open_ended()
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("table", 16, Member(p, "rows", p.AddArray(new BtfArray(Int(p), Int(p), 4)), 0));
        BtfTypeId open = p.AddStruct("open", 16, Member(p, "rows", p.AddArray(new BtfArray(Int(p), Int(p), 4)), 0));
        _ = k.AddStruct("table", 8, Member(k, "rows", k.AddArray(new BtfArray(Int(k), Int(k), 2)), 0));
        _ = k.AddStruct("open", 4, Member(k, "n", Int(k), 0), Member(k, "rows", k.AddArray(new BtfArray(Int(k), Int(k), 0)), 4));

        Assert.Equal(0, core.Apply(CoreRelocationKind.FieldExists, local, "0:0:3", Set(1))[0].Immediate);
        Assert.Equal(16, core.Apply(CoreRelocationKind.FieldByteOffset, open, "0:0:3", Load(LoadWord, 12))[0].Offset);
    }

    [Theory]
    [InlineData(CoreRelocationKind.FieldByteOffset, 4)]
    [InlineData(CoreRelocationKind.FieldByteSize, 4)]
    [InlineData(CoreRelocationKind.FieldLeftShift, 64 - 9)]
    [InlineData(CoreRelocationKind.FieldRightShift, 64 - 7)]
    [InlineData(CoreRelocationKind.FieldSigned, 0)]
    public void Bit_fields_are_read_from_the_smallest_integer_around_them(CoreRelocationKind kind, int answer)
    {
        BtfBuilder p = core.Program, k = core.Kernel;
        BtfTypeId local = p.AddStruct("flags", 4, new BtfMember(p.AddString("mode"), Int(p), 0, 7));
        _ = k.AddStruct("flags", 8, new BtfMember(k.AddString("mode"), Int(k), 34, 7));
        int written = kind == CoreRelocationKind.FieldRightShift ? 64 - 7 : 0;

        Assert.Equal(answer, core.Apply(kind, local, "0:0", Set(written))[0].Immediate);
    }

    [Fact]
    public void Candidates_that_disagree_are_a_fault()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = Task(core.Kernel, pidAt: 4, size: 8);
        _ = Task(core.Kernel, pidAt: 8, size: 16, name: "task___2");

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0)));
        Assert.Equal("prog 'prog': relo #0: field offset ambiguity: 64 != 32", core.Messages[0]);
    }

    [Fact]
    public void Modules_are_asked_only_where_the_kernel_has_no_candidate()
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);
        _ = Int(core.Kernel);
        BtfBuilder module = new("module", core.Kernel.Build());
        _ = module.AddStruct("task", 16, Member(module, "pid", new BtfTypeId(1), 12));
        core.Modules.Add(module.Build());

        Assert.Equal(12, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0].Offset);

        _ = Task(core.Kernel, pidAt: 4, size: 8);
        Assert.Equal(4, core.Apply(CoreRelocationKind.FieldByteOffset, local, "0:0", Load(LoadWord, 0))[0].Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":0")]
    [InlineData("0:")]
    [InlineData("0:x")]
    [InlineData("0:9")]
    [InlineData("0:0:0")]
    [InlineData("-1")]
    public void Broken_access_paths_are_faults(string access)
    {
        BtfTypeId local = Task(core.Program, pidAt: 0, size: 4);

        Assert.Equal(CoreFault.Invalid, core.TryApply(CoreRelocationKind.FieldByteOffset, local, access, Load(LoadWord, 0)));
        Assert.NotEmpty(core.Messages);
    }

    [Fact]
    public void Relocations_are_described_as_the_log_shows_them()
    {
        BtfBuilder p = core.Program;
        BtfTypeId inner = p.AddStruct("", 8, Member(p, "skipped", Int(p), 0), Member(p, "row", p.AddArray(new BtfArray(Int(p), Int(p), 4)), 4));
        BtfTypeId local = p.AddStruct("outer", 40, Member(p, "", inner, 20));

        Assert.Equal(
            $"<byte_off> [{local}] struct outer.row[2] (0:0:1:2 @ offset 32)", core.Describe(CoreRelocationKind.FieldByteOffset, local, "0:0:1:2"));
        Assert.Equal($"<type_size> [{local}] struct outer", core.Describe(CoreRelocationKind.TypeSize, local, "0"));
        Assert.Null(core.Describe(CoreRelocationKind.FieldByteOffset, local, "0:7"));
    }

    private static BtfTypeId Task(BtfBuilder builder, int pidAt, int size, string name = "task") =>
        builder.AddStruct(name, size, Member(builder, "pid", Int(builder), pidAt));

    private static BtfTypeId Row(BtfBuilder builder, int size) => builder.AddStruct("row", size, Member(builder, "cell", Int(builder), 0));
}
