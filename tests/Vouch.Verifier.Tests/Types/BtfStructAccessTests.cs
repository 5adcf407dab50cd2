using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Types;
using Xunit;

namespace Vouch.Verifier.Tests.Types;

public class BtfStructAccessTests
{
    private readonly BtfBuilder types = new();
    private readonly BtfTypeId number;

    public BtfStructAccessTests() => number = types.AddInteger("int", 4);

    private BtfMember Member(string name, BtfTypeId type, int offset) => new(types.AddString(name), type, offset * 8, 0);

    private (BtfTarget Target, string Message, TypeFlags Flags, BtfTypeId Found) Step(BtfTypeId start, int offset, int size, bool flexible = true)
    {
        BtfSpec spec = types.Build();
        BtfStructAccess walk = new(spec, flexible);
        BtfTarget target = walk.Step(spec.Type(start), offset, size);
        return (target, walk.Message, walk.Flags, walk.Found.Id);
    }

    [Fact]
    public void A_number_is_found_wherever_the_access_fits()
    {
        BtfTypeId outer = types.AddStruct("outer", 8, Member("a", number, 0), Member("b", number, 4));
        Assert.Equal(BtfTarget.Scalar, Step(outer, 4, 4).Target);
        Assert.Equal(BtfTarget.Scalar, Step(outer, 5, 2).Target);
        Assert.Equal("access beyond the end of member a (mend:4) in struct outer with off 2 size 4", Step(outer, 2, 4).Message);
        Assert.Equal("access beyond struct outer at off 6 size 4", Step(outer, 6, 4).Message);
    }

    [Fact]
    public void Holes_belong_to_nobody()
    {
        BtfTypeId outer = types.AddStruct("outer", 16, Member("a", number, 0), Member("b", number, 8));
        Assert.Equal("struct outer doesn't have field at offset 4", Step(outer, 4, 4).Message);
    }

    [Fact]
    public void A_struct_pointer_is_read_whole()
    {
        BtfTypeId target = types.AddStruct("target", 4, Member("x", number, 0));
        BtfTypeId outer = types.AddStruct("outer", 8, Member("link", types.AddPointer(target), 0));
        Assert.Equal((BtfTarget.StructPointer, "", TypeFlags.None, target), Step(outer, 0, 8));
        Assert.Equal("cannot access ptr member link with moff 0 in struct outer with off 0 size 4", Step(outer, 0, 4).Message);
    }

    [Fact]
    public void A_pointer_to_anything_else_is_told_apart()
    {
        BtfTypeId outer = types.AddStruct("outer", 8, Member("link", types.AddPointer(number), 0));
        Assert.Equal(BtfTarget.OtherPointer, Step(outer, 0, 8).Target);
    }

    [Fact]
    public void A_nested_struct_is_met_where_it_starts_and_entered_elsewhere()
    {
        BtfTypeId inner = types.AddStruct("inner", 8, Member("x", number, 0), Member("y", number, 4));
        BtfTypeId outer = types.AddStruct("outer", 12, Member("a", number, 0), Member("inner", inner, 4));
        Assert.Equal((BtfTarget.NestedStruct, "", TypeFlags.None, inner), Step(outer, 4, 4));
        Assert.Equal(BtfTarget.Scalar, Step(outer, 8, 4).Target);
    }

    [Fact]
    public void Unions_make_pointers_untrusted()
    {
        BtfTypeId target = types.AddStruct("target", 4, Member("x", number, 0));
        BtfTypeId link = types.AddPointer(target);
        BtfTypeId choice = types.AddUnion("choice", 8, Member("link", link, 0), Member("other", link, 0));
        BtfTypeId outer = types.AddStruct("outer", 16, Member("a", number, 0), Member("choice", choice, 8));
        BtfSpec spec = types.Build();
        BtfStructAccess walk = new(spec, throughFlexibleArrays: true);
        Assert.Equal(BtfTarget.NestedStruct, walk.Step(spec.Type(outer), 8, 8));
        Assert.Equal(BtfTarget.StructPointer, walk.Step(walk.Found, 0, 8));
        Assert.Equal(TypeFlags.Untrusted, walk.Flags);
    }

    [Fact]
    public void A_trailing_array_without_length_goes_on()
    {
        BtfTypeId element = types.AddStruct("element", 8, Member("x", number, 0), Member("y", number, 4));
        BtfTypeId outer = types.AddStruct("outer", 8, Member("a", number, 0), Member("items", types.AddArray(new BtfArray(element, number, 0)), 8));
        Assert.Equal(BtfTarget.Scalar, Step(outer, 8 + 16 + 4, 4).Target);
        Assert.Equal("access beyond struct outer at off 28 size 4", Step(outer, 28, 4, flexible: false).Message);
    }

    [Fact]
    public void A_first_member_stands_for_its_struct()
    {
        BtfTypeId inner = types.AddStruct("inner", 4, Member("x", number, 0));
        BtfTypeId middle = types.AddStruct("middle", 8, Member("inner", inner, 0), Member("y", number, 4));
        BtfTypeId outer = types.AddStruct("outer", 16, Member("a", number, 0), Member("middle", middle, 8));
        Session session = new TextProgram { Flags = 0 }.Open();
        BtfHandle handle = session.Facts.HandleOf(types.Build());
        Assert.True(Matches(8, middle));
        Assert.True(Matches(8, inner));
        Assert.False(Matches(0, inner));
        Assert.False(BtfMatch.StructIdsMatch(session.Facts, session.Log, new(handle, middle), 0, new(handle, inner), isStrict: true, throughFlexibleArrays: true));

        bool Matches(int offset, BtfTypeId wanted) => BtfMatch.StructIdsMatch(
            session.Facts, session.Log, new(handle, outer), offset, new(handle, wanted), isStrict: false, throughFlexibleArrays: true);
    }
}
