using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Types;
using Xunit;

namespace Vouch.Verifier.Tests.Types;

public class SpecialFieldTests
{
    private readonly BtfBuilder types = new();
    private readonly BtfTypeId number;
    private MapDefinition? settled;

    public SpecialFieldTests() => number = types.AddInteger("int", 4);

    private BtfMember Member(string name, BtfTypeId type, int offset) => new(types.AddString(name), type, offset * 8, 0);

    private BtfTypeId Marker(string name, int size) => types.AddStruct(name, size, Member("opaque", number, 0));

    private SpecialFields? FieldsOfMap(BtfTypeId value, uint size, MapType type = MapType.Array, uint flags = 0)
    {
        BtfSpec spec = types.Build();
        MapDefinition map = new()
        {
            Name = "map",
            Type = type,
            KeySize = 4,
            ValueSize = size,
            MaxEntries = 1,
            Flags = flags,
            Types = spec,
            KeyType = number,
            ValueType = value,
        };
        settled = MapFields.AsCreated(new TextProgram { Maps = [map] }.Open().Facts, new TextProgram { Maps = [map] }.Open().Permissions, new TextProgram { Maps = [map] }.Open().StructFields, map, out SpecialFields? fields);
        return fields;
    }

    [Fact]
    public void A_lock_and_a_timer_are_found_where_they_lie()
    {
        BtfTypeId value = types.AddStruct(
            "value", 32, Member("lock", Marker("bpf_spin_lock", 4), 0), Member("timer", Marker("bpf_timer", 16), 8));
        SpecialFields fields = FieldsOfMap(value, 32)!;
        Assert.Equal(
            [(SpecialFieldKind.SpinLock, 0, 4), (SpecialFieldKind.Timer, 8, 16)],
            fields.Fields.Select(field => (field.Kind, field.Offset, field.Size)));
        Assert.Equal(8, fields.OffsetOf(SpecialFieldKind.Timer));
    }

    [Fact]
    public void Nested_structs_count_with_their_own_offset()
    {
        BtfTypeId inner = types.AddStruct("inner", 8, Member("x", number, 0), Member("lock", Marker("bpf_spin_lock", 4), 4));
        BtfTypeId value = types.AddStruct("value", 24, Member("a", number, 0), Member("inner", inner, 16));
        Assert.Equal(20, FieldsOfMap(value, 24)!.OffsetOf(SpecialFieldKind.SpinLock));
    }

    [Fact]
    public void A_struct_of_the_right_name_and_the_wrong_size_is_none()
    {
        BtfTypeId value = types.AddStruct("value", 8, Member("lock", Marker("bpf_spin_lock", 8), 0));
        Assert.Null(FieldsOfMap(value, 8));
    }

    [Theory]
    [InlineData(MapType.Hash, true)]
    [InlineData(MapType.PercpuHash, false)]
    public void A_map_that_cannot_hold_a_field_of_its_values_is_made_without_types(MapType type, bool expected)
    {
        BtfTypeId value = types.AddStruct("value", 4, Member("lock", Marker("bpf_spin_lock", 4), 0));
        _ = FieldsOfMap(value, 4, type);
        Assert.Equal((expected, expected), (settled!.Types is not null, !settled.ValueType.IsVoid));
    }

    [Theory]
    [InlineData(MapType.Hash, true)]
    [InlineData(MapType.LruHash, false)]
    [InlineData(MapType.PercpuArray, false)]
    [InlineData(MapType.TaskStorage, true)]
    public void Not_every_map_can_hold_a_lock(MapType type, bool expected)
    {
        BtfTypeId value = types.AddStruct("value", 4, Member("lock", Marker("bpf_spin_lock", 4), 0));
        Assert.Equal(expected, FieldsOfMap(value, 4, type) is not null);
    }

    [Fact]
    public void Two_locks_are_one_too_many()
    {
        BtfTypeId spinLock = Marker("bpf_spin_lock", 4);
        BtfTypeId value = types.AddStruct("value", 8, Member("a", spinLock, 0), Member("b", spinLock, 4));
        Assert.Null(FieldsOfMap(value, 8));
    }

    [Fact]
    public void A_map_that_programs_may_not_write_holds_none()
    {
        BtfTypeId value = types.AddStruct("value", 4, Member("lock", Marker("bpf_spin_lock", 4), 0));
        Assert.Null(FieldsOfMap(value, 4, flags: 1u << 7));
    }

    [Theory]
    [InlineData("kptr_untrusted", (uint)SpecialFieldKind.KptrUntrusted)]
    [InlineData("kptr", (uint)SpecialFieldKind.KptrReferenced)]
    [InlineData("percpu_kptr", (uint)SpecialFieldKind.KptrPercpu)]
    public void A_tag_on_the_pointee_makes_a_kptr(string tag, uint kind)
    {
        BtfTypeId target = types.AddStruct("own_object", 4, Member("x", number, 0));
        BtfTypeId pointer = types.AddPointer(types.AddTypeTag(tag, target));
        BtfTypeId value = types.AddStruct("value", 16, Member("plain", types.AddPointer(target), 0), Member("kptr", pointer, 8));
        SpecialField field = Assert.Single(FieldsOfMap(value, 16)!.Fields);
        Assert.Equal(((SpecialFieldKind)kind, 8, target), (field.Kind, field.Offset, field.PointeeType));
    }

    [Fact]
    public void Kptrs_repeat_with_their_array()
    {
        BtfTypeId target = types.AddStruct("own_object", 4, Member("x", number, 0));
        BtfTypeId pointer = types.AddPointer(types.AddTypeTag("kptr", target));
        BtfTypeId value = types.AddStruct("value", 32, Member("all", types.AddArray(new BtfArray(pointer, number, 4)), 0));
        Assert.Equal([0, 8, 16, 24], FieldsOfMap(value, 32)!.Fields.Select(field => field.Offset));
    }

    [Fact]
    public void More_fields_than_a_record_holds_are_refused()
    {
        BtfTypeId target = types.AddStruct("own_object", 4, Member("x", number, 0));
        BtfTypeId pointer = types.AddPointer(types.AddTypeTag("kptr", target));
        BtfTypeId value = types.AddStruct("value", 96, Member("all", types.AddArray(new BtfArray(pointer, number, 12)), 0));
        Assert.Null(FieldsOfMap(value, 96));
    }

    [Theory]
    [InlineData("contains:node:link", true, true)]
    [InlineData("contains:node:link", false, false)]
    [InlineData("contains:node:other", true, false)]
    [InlineData("contains:nothing:link", true, false)]
    [InlineData("contains:node", true, false)]
    public void A_list_names_what_it_contains_and_has_a_lock(string tag, bool hasLock, bool expected)
    {
        BtfTypeId link = Marker("bpf_list_node", 24);
        BtfTypeId node = types.AddStruct("node", 32, Member("x", number, 0), Member("link", link, 8));
        BtfTypeId head = Marker("bpf_list_head", 16);
        BtfTypeId guard = Marker(hasLock ? "bpf_spin_lock" : "other", 4);
        BtfTypeId value = types.AddStruct("value", 24, Member("head", head, 0), Member("lock", guard, 16));
        _ = types.AddDeclarationTag(tag, value, 0);
        SpecialFields? fields = FieldsOfMap(value, 24);
        Assert.Equal(expected, fields is not null);
        if (fields is not null)
        {
            SpecialField root = fields.Find(SpecialFieldKind.ListHead)!;
            Assert.Equal((node, 8), (root.PointeeType, root.NodeOffset));
            Assert.Equal(8, root.Pointee!.OffsetOf(SpecialFieldKind.ListNode));
        }
    }

    [Theory]
    [InlineData("bpf_refcount", true)]
    [InlineData("other", false)]
    public void An_object_in_a_list_and_a_tree_counts_its_owners(string counter, bool expected)
    {
        _ = types.AddStruct(
            "node", 64, Member("l", Marker("bpf_list_node", 24), 0), Member("t", Marker("bpf_rb_node", 32), 24),
            Member("count", Marker(counter, 4), 56));
        Assert.Equal(expected, StructFields.Read(new TextProgram().Open().Facts, types.Build()).IsGood);
    }

    [Fact]
    public void Objects_may_own_one_another_eight_deep()
    {
        Assert.True(Owners(8).IsGood);
        Assert.False(Owners(9).IsGood);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kptr_to_a_struct_that_is_only_declared_costs_a_program_its_types(bool isDefined)
    {
        BtfTypeId target = isDefined ? Marker("task_struct", 4) : types.AddForward("task_struct", isUnion: false);
        BtfTypeId pointer = types.AddPointer(types.AddTypeTag("kptr", target));
        _ = types.AddStruct("value", 16, Member("lock", Marker("bpf_spin_lock", 4), 0), Member("kptr", pointer, 8));
        LoadRequest request = new TextProgram().Request() with { Types = types.Build() };
        Assert.Equal(isDefined, Verifier.TakesTypes(request, KernelProfile.Linux73));
    }

    private static StructFields Owners(int depth)
    {
        BtfBuilder types = new();
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId owned = types.AddStruct("plain", 4, new BtfMember(types.AddString("x"), number, 0, 0));
        for (int i = 0; i < depth; i++)
        {
            BtfTypeId pointer = types.AddPointer(types.AddTypeTag("kptr", owned));
            owned = types.AddStruct($"owner{i}", 8, new BtfMember(types.AddString("next"), pointer, 0, 0));
        }

        return StructFields.Read(new TextProgram().Open().Facts, types.Build());
    }
}
