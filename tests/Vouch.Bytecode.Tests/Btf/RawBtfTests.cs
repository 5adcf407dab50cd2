using System.Linq;
using Vouch.Bytecode.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class RawBtfTests
{
    private readonly SampleBtf sample = new();

    [Fact]
    public void Every_kind_survives_building_and_reading()
    {
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(20, btf.TypeLimit);
        Assert.Equal(1, btf.FirstOwnType);
        Assert.Equal(new BtfInteger(true, false, false, 0, 32), btf.Integer(btf.Type(sample.Int)));
        Assert.Equal(new BtfArray(sample.Int, sample.Unsigned, 3), btf.Array(btf.Type(sample.Array)));
        Assert.Equal("values", btf.String(btf.Member(btf.Type(sample.Point), 1).NameOffset));
        Assert.Equal(32, btf.Member(btf.Type(sample.Point), 1).BitOffset);
        Assert.Equal(BtfLinkage.Global, btf.Type(sample.Function).FunctionLinkage);
        Assert.Equal(BtfLinkage.Global, btf.VariableLinkage(btf.Type(sample.Variable)));
        Assert.Equal(new BtfSectionVariable(sample.Variable, 0, 4), btf.SectionVariable(btf.Type(sample.Section), 0));
        Assert.Equal(sample.Pointer, btf.Parameter(btf.Type(sample.Prototype), 1).Type);
        Assert.Equal(1, btf.DeclarationTagComponent(btf.Type(sample.Tag)));
        SampleBtf.AskEverything(btf);
    }

    [Fact]
    public void Bit_fields_are_told_from_ordinary_members_by_the_flag_of_their_struct()
    {
        RawBtf btf = sample.Builder.Build();

        Assert.True(btf.Type(sample.Flags).KindFlag);
        Assert.Equal((3, 29), (btf.Member(btf.Type(sample.Flags), 1).BitOffset, btf.Member(btf.Type(sample.Flags), 1).BitFieldSize));
        Assert.False(btf.Type(sample.Point).KindFlag);
    }

    [Fact]
    public void Enumerators_are_signed_where_their_enum_is()
    {
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(-1, btf.Enumerator(btf.Type(sample.Enum), 0).Value);
        Assert.Equal(0x1_0000_0002, btf.Enumerator(btf.Type(sample.Enum64), 0).Value);
    }

    [Fact]
    public void A_number_out_of_range_is_void_and_a_string_out_of_range_is_empty()
    {
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(BtfKind.Void, btf.Type(new BtfTypeId(btf.TypeLimit)).Kind);
        Assert.Equal(BtfKind.Void, btf.Type(new BtfTypeId(-1)).Kind);
        Assert.Equal(string.Empty, btf.String(btf.StringLimit));
    }

    [Fact]
    public void Types_are_found_by_name_and_kind()
    {
        BtfTypeId second = sample.Builder.AddStruct("color", 0);
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(sample.Enum, btf.Find("color", BtfKind.Enum));
        Assert.Equal(second, btf.Find("color", BtfKind.Struct));
        Assert.Null(btf.Find("color", BtfKind.Union));
        Assert.Null(btf.Find(string.Empty, BtfKind.Pointer));
        Assert.Equal([sample.Enum, second], btf.FindAll("color"));
    }

    [Fact]
    public void Flavours_are_found_by_the_name_they_stand_for()
    {
        BtfTypeId old = sample.Builder.AddStruct("point___old", 8);
        RawBtf btf = sample.Builder.Build();

        Assert.Equal([sample.Point, old], btf.FindFlavors("point"));
        Assert.Equal([sample.Point], btf.FindAll("point"));
        Assert.Equal([old], btf.FindAll("point___old"));
        Assert.Empty(btf.FindFlavors("point___old"));
    }

    [Fact]
    public void Declaration_tags_are_found_by_what_they_are_on()
    {
        BtfTypeId another = sample.Builder.AddDeclarationTag("kfunc", sample.Function);
        RawBtf btf = sample.Builder.Build();

        Assert.Equal([sample.Tag, another], btf.DeclarationTagsOf(sample.Function));
        Assert.Empty(btf.DeclarationTagsOf(sample.Int));
    }

    [Fact]
    public void Split_types_continue_the_numbers_and_strings_of_their_base()
    {
        RawBtf kernel = sample.Builder.Build();
        BtfBuilder builder = new("module", kernel);
        BtfTypeId box = builder.AddStruct("box", 16, new BtfMember(builder.AddString("inner"), sample.Point, 0, 0));
        RawBtf module = builder.Build();

        Assert.Equal(kernel.TypeLimit, module.FirstOwnType);
        Assert.Equal(new BtfTypeId(kernel.TypeLimit), box);
        Assert.Equal("box", module.NameOf(box));
        Assert.Equal("point", module.NameOf(module.Member(module.Type(box), 0).Type));
        Assert.Equal("x", module.String(module.Member(module.Type(sample.Point), 0).NameOffset));
        Assert.Equal(sample.Point, module.Find("point", BtfKind.Struct));
        Assert.Empty(module.FindAll("point"));
        Assert.Same(kernel, module.Base);
        SampleBtf.AskEverything(module);
    }

    [Fact]
    public void Sizes_follow_typedefs_and_multiply_through_arrays()
    {
        BtfTypeId row = sample.Builder.AddArray(new BtfArray(sample.Array, sample.Unsigned, 5));
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(60, btf.SizeOf(row));
        Assert.Equal(4, btf.SizeOf(sample.Typedef));
        Assert.Equal(8, btf.SizeOf(sample.Pointer));
        Assert.Equal(-1, btf.SizeOf(sample.Forward));
        Assert.Equal(-1, btf.SizeOf(sample.Prototype));
    }

    [Fact]
    public void Sizes_beyond_32_bits_are_none()
    {
        BtfTypeId big = sample.Builder.AddArray(new BtfArray(sample.Int, sample.Unsigned, 0x4000_0000));

        Assert.Equal(-1, sample.Builder.Build().SizeOf(big));
    }

    [Fact]
    public void Names_may_share_their_end_with_others()
    {
        SampleBtf own = new();
        RawBtf btf = own.Builder.Build();
        uint inner = btf.Type(own.Unsigned).NameOffset + 9;

        Assert.Equal("int", btf.String(inner));
    }

    [Fact]
    public void Reading_keeps_the_bytes_as_they_are()
    {
        byte[] bytes = sample.Builder.Encode();

        Assert.True(BtfReader.Parse(bytes, "").Data.ToArray().SequenceEqual(bytes));
    }
}
