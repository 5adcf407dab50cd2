using System;
using System.Linq;
using Vouch.Bytecode.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class BtfBuilderTests
{
    private readonly SampleBtf sample = new();

    [Fact]
    public void Rewriting_keeps_numbers_and_string_offsets()
    {
        RawBtf original = sample.Builder.Build();
        BtfBuilder builder = new(original);
        BtfTypeId added = builder.AddVariable("dummy_ksym", sample.Int, BtfLinkage.Global);
        RawBtf rewritten = builder.Build();

        Assert.Equal(new BtfTypeId(original.TypeLimit), added);
        for (int id = 1; id < original.TypeLimit; id++)
        {
            Assert.Equal(original.Type(new BtfTypeId(id)), rewritten.Type(new BtfTypeId(id)));
        }

        Assert.True(rewritten.Data.Span.IndexOf("dummy_ksym"u8) > 0);
    }

    [Fact]
    public void Rewriting_without_a_change_gives_the_same_bytes()
    {
        RawBtf original = sample.Builder.Build();

        Assert.True(new BtfBuilder(original).Encode().SequenceEqual(original.Data.ToArray()));
    }

    [Fact]
    public void Strings_are_added_once()
    {
        BtfBuilder builder = new(sample.Builder.Build());
        uint known = builder.AddString("counter");

        Assert.Equal(sample.Builder.Build().Type(sample.Variable).NameOffset, known);
        Assert.Equal(builder.AddString("fresh"), builder.AddString("fresh"));
    }

    [Fact]
    public void What_a_loader_fills_in_can_be_set()
    {
        BtfBuilder builder = new(sample.Builder.Build());
        builder.SetSize(sample.Section, 64);
        builder.SetSectionVariable(sample.Section, 0, new BtfSectionVariable(sample.Variable, 60, 4));
        builder.SetVariableLinkage(sample.Variable, BtfLinkage.Static);
        builder.SetFunctionLinkage(sample.Function, BtfLinkage.Static);
        builder.SetTarget(sample.Variable, sample.Unsigned);
        builder.SetParameter(sample.Prototype, 0, new BtfParameter(builder.AddString("renamed"), sample.Int));
        builder.SetName(sample.Point, "place");
        RawBtf btf = builder.Build();

        Assert.Equal(64, btf.Type(sample.Section).Size);
        Assert.Equal(60u, btf.SectionVariable(btf.Type(sample.Section), 0).Offset);
        Assert.Equal(BtfLinkage.Static, btf.VariableLinkage(btf.Type(sample.Variable)));
        Assert.Equal((BtfKind.Function, BtfLinkage.Static), (btf.Type(sample.Function).Kind, btf.Type(sample.Function).FunctionLinkage));
        Assert.Equal(sample.Unsigned, btf.Type(sample.Variable).Target);
        Assert.Equal("renamed", btf.String(btf.Parameter(btf.Type(sample.Prototype), 0).NameOffset));
        Assert.Equal("place", btf.NameOf(sample.Point));
    }

    [Fact]
    public void Section_variables_are_sorted_by_offset()
    {
        BtfBuilder b = sample.Builder;
        BtfTypeId other = b.AddVariable("other", sample.Int, BtfLinkage.Global);
        BtfTypeId section = b.AddDataSection(".data", 8, new BtfSectionVariable(sample.Variable, 4, 4), new BtfSectionVariable(other, 0, 4));
        b.SortSection(section);
        RawBtf btf = b.Build();

        Assert.Equal(other, btf.SectionVariable(btf.Type(section), 0).Variable);
        Assert.Equal(sample.Variable, btf.SectionVariable(btf.Type(section), 1).Variable);
    }

    [Fact]
    public void A_cloned_prototype_changes_apart_from_its_original()
    {
        BtfTypeId copy = sample.Builder.CloneFunctionPrototype(sample.Prototype);
        sample.Builder.SetParameter(copy, 0, new BtfParameter(0, sample.Float));
        RawBtf btf = sample.Builder.Build();

        Assert.Equal(sample.Float, btf.Parameter(btf.Type(copy), 0).Type);
        Assert.Equal(sample.Typedef, btf.Parameter(btf.Type(sample.Prototype), 0).Type);
    }

    [Fact]
    public void Setting_a_property_of_another_kind_is_a_wrong_call()
    {
        Assert.Throws<ArgumentException>(() => sample.Builder.SetFunctionLinkage(sample.Int, BtfLinkage.Static));
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Builder.SetParameter(sample.Prototype, 2, default));
    }
}
