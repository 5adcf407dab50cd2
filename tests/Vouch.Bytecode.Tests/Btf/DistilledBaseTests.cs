using System;
using Vouch.Bytecode.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class DistilledBaseTests
{
    private readonly SampleBtf kernel = new("vmlinux");

    [Fact]
    public void A_modules_types_come_to_refer_to_the_kernels()
    {
        BtfBuilder distilled = new(".BTF.base");
        BtfTypeId point = distilled.AddStruct("point", 16);
        BtfTypeId number = distilled.AddInteger("int", 4, new BtfInteger(true, false, false, 0, 32));
        RawBtf baseTypes = distilled.Build();
        BtfBuilder module = new("module", baseTypes);
        BtfTypeId pointer = module.AddPointer(point);
        BtfTypeId box = module.AddStruct("box", 16, new BtfMember(module.AddString("to"), pointer, 0, 0), new BtfMember(module.AddString("n"), number, 64, 0));
        RawBtf target = kernel.Builder.Build();

        RawBtf relocated = DistilledBase.Relocate(module.Build(), baseTypes, target);

        BtfType found = relocated.Type(relocated.Find("box", BtfKind.Struct)!.Value);
        Assert.Equal(target.TypeLimit + box.Value - baseTypes.TypeLimit, found.Id.Value);
        Assert.Equal(kernel.Int, relocated.Member(found, 1).Type);
        Assert.Equal(kernel.Point, relocated.Type(relocated.Member(found, 0).Type).Target);
        Assert.Equal("to", relocated.String(relocated.Member(found, 0).NameOffset));
        Assert.Same(target, relocated.Base);
    }

    [Fact]
    public void A_struct_that_the_module_embeds_must_have_the_same_size()
    {
        BadInputException refusal = Assert.Throws<BadInputException>(() => RelocateBoxOf(size: 24, byPointer: false));

        Assert.Contains("'point' has no counterpart", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(RelocateBoxOf(size: 24, byPointer: true));
        Assert.NotNull(RelocateBoxOf(size: 16, byPointer: false));
    }

    [Fact]
    public void Of_several_structs_of_one_name_the_size_decides()
    {
        BtfTypeId other = kernel.Builder.AddStruct("point", 24);

        RawBtf relocated = RelocateBoxOf(size: 24, byPointer: true);

        BtfType box = relocated.Type(relocated.Find("box", BtfKind.Struct)!.Value);
        Assert.Equal(other, relocated.Type(relocated.Member(box, 0).Type).Target);
    }

    [Fact]
    public void Two_structs_of_one_name_and_size_cannot_be_told_apart()
    {
        _ = kernel.Builder.AddStruct("point", 16);

        Assert.Contains(
            "several", Assert.Throws<BadInputException>(() => RelocateBoxOf(size: 16, byPointer: true)).Message, StringComparison.Ordinal);
    }

    private RawBtf RelocateBoxOf(int size, bool byPointer)
    {
        BtfBuilder distilled = new(".BTF.base");
        BtfTypeId point = distilled.AddStruct("point", size);
        RawBtf baseTypes = distilled.Build();
        BtfBuilder module = new("module", baseTypes);
        BtfTypeId inner = byPointer ? module.AddPointer(point) : point;
        _ = module.AddStruct("box", 32, new BtfMember(module.AddString("inner"), inner, 0, 0));
        return DistilledBase.Relocate(module.Build(), baseTypes, kernel.Builder.Build());
    }
}
