using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Btf.Validation;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf.Validation;

public class BtfValidatorTests
{
    private readonly SampleBtf sample = new();

    private BtfBuilder Builder => sample.Builder;

    [Fact]
    public void One_sound_type_of_every_kind_is_accepted() => Assert.Null(BtfValidator.Check(Builder.Build()));

    [Fact]
    public void A_section_without_a_size_is_refused()
    {
        Builder.SetSize(sample.Section, 0);

        Refuses("[18] DATASEC .bss size=0 vlen=1 size == 0");
    }

    [Fact]
    public void Section_variables_may_not_overlap()
    {
        BtfTypeId other = Builder.AddVariable("other", sample.Int, BtfLinkage.Global);
        _ = Builder.AddDataSection(".data", 8, new BtfSectionVariable(sample.Variable, 0, 4), new BtfSectionVariable(other, 3, 4));

        Refuses("\t type_id=20 offset=3 size=4 Invalid offset");
    }

    [Fact]
    public void A_section_variable_must_be_a_variable()
    {
        _ = Builder.AddDataSection(".ksyms", 4, new BtfSectionVariable(sample.Function, 0, 4));

        Refuses("\t type_id=16 offset=0 size=4 Not a VAR kind member");
    }

    [Fact]
    public void Parameters_of_functions_need_names()
    {
        BtfTypeId nameless = Builder.AddFunctionPrototype(sample.Int, new BtfParameter(0, sample.Pointer));
        _ = Builder.AddFunction("nameless", nameless, BtfLinkage.Global);

        Refuses("[21] FUNC nameless type_id=20 Invalid arg#1");
    }

    [Fact]
    public void Extern_linkage_is_for_the_loader_to_resolve()
    {
        Builder.SetVariableLinkage(sample.Variable, BtfLinkage.Extern);

        Refuses("[17] VAR counter type_id=1 linkage=2 Linkage not supported");
    }

    [Fact]
    public void A_member_must_fit_its_struct()
    {
        _ = Builder.AddStruct("small", 2, sample.Member("x", sample.Int, 0));

        Refuses("\tx type_id=1 bits_offset=0 Member exceeds struct_size");
    }

    [Fact]
    public void Names_are_identifiers()
    {
        _ = Builder.AddStruct("9lives", 0);

        Refuses("[20] STRUCT 9lives size=0 vlen=0 Invalid name");
    }

    [Fact]
    public void A_struct_may_not_contain_itself()
    {
        BtfTypeId self = new(Builder.TypeLimit);
        _ = Builder.AddStruct("self", 16, sample.Member("inner", self, 0));

        Assert.Equal(17, Refuses("[20] STRUCT self size=16 vlen=1 Loop detected").Errno);
    }

    [Fact]
    public void A_struct_may_point_to_itself()
    {
        BtfTypeId self = new(Builder.TypeLimit + 1);
        BtfTypeId pointer = Builder.AddPointer(self);
        _ = Builder.AddStruct("self", 8, sample.Member("next", pointer, 0));

        Assert.Null(BtfValidator.Check(Builder.Build()));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void References_may_be_32_deep(int arrays, bool accepted)
    {
        BtfTypeId outermost = new(Builder.TypeLimit);
        for (int i = 0; i < arrays; i++)
        {
            _ = Builder.AddArray(new BtfArray(new BtfTypeId(Builder.TypeLimit + 1), sample.Unsigned, 1));
        }

        _ = Builder.AddStruct("end", 4, sample.Member("x", sample.Int, 0));
        BtfProblem? problem = BtfValidator.Check(Builder.Build());

        Assert.Equal(accepted, problem is null);
        Assert.True(accepted || problem!.Text == $"[{outermost}] ARRAY (anon) type_id=21 index_type_id=2 nr_elems=1 Exceeded max resolving depth:32");
    }

    [Fact]
    public void An_array_index_must_be_an_integer()
    {
        _ = Builder.AddArray(new BtfArray(sample.Int, sample.Point, 1));

        Refuses("[20] ARRAY (anon) type_id=1 index_type_id=7 nr_elems=1 Invalid index");
    }

    [Fact]
    public void A_tag_must_name_a_member_that_exists()
    {
        _ = Builder.AddDeclarationTag("here", sample.Point, 2);

        Refuses("[20] DECL_TAG here type=7 component_idx=2 Invalid component_idx");
    }

    [Fact]
    public void Bytes_behind_the_sections_are_refused()
    {
        byte[] bytes = Builder.Encode();
        Array.Resize(ref bytes, bytes.Length + 4);

        Assert.Equal("Unsupported section found", BtfValidator.Check(BtfReader.Parse(bytes, ""))?.Text);
    }

    private BtfProblem Refuses(string text)
    {
        BtfProblem? problem = BtfValidator.Check(Builder.Build());
        Assert.Equal(text, problem?.Text);
        return problem!;
    }
}
