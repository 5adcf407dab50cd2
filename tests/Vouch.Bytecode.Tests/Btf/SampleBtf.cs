using System;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Tests.Btf;

/// <summary>One type of every kind, as small as can be.</summary>
internal sealed class SampleBtf
{
    public SampleBtf(string name = "", BtfSpec? baseTypes = null)
    {
        BtfBuilder b = Builder = new BtfBuilder(name, baseTypes);
        Int = b.AddInteger("int", 4, new BtfInteger(true, false, false, 0, 32));
        Unsigned = b.AddInteger("unsigned int", 4);
        Float = b.AddFloat("float", 4);
        Forward = b.AddForward("opaque", isUnion: false);
        Pointer = b.AddPointer(Forward);
        Array = b.AddArray(new BtfArray(Int, Unsigned, 3));
        Point = b.AddStruct("point", 16, Member("x", Int, 0), Member("values", Array, 32));
        Flags = b.AddStruct("flags", 4, Member("low", Unsigned, 0, 3), Member("high", Unsigned, 3, 29));
        Union = b.AddUnion("either", 4, Member("i", Int, 0), Member("u", Unsigned, 0));
        Enum = b.AddEnum("color", 4, true, new BtfEnumerator(b.AddString("NEGATIVE"), -1), new BtfEnumerator(b.AddString("ONE"), 1));
        Enum64 = b.AddEnum("wide", 8, false, new BtfEnumerator(b.AddString("HUGE"), 0x1_0000_0002));
        Const = b.AddQualifier(BtfKind.Const, Int);
        Typedef = b.AddTypedef("number", Const);
        TypeTag = b.AddTypeTag("user", Int);
        Prototype = b.AddFunctionPrototype(Int, new BtfParameter(b.AddString("first"), Typedef), new BtfParameter(b.AddString("second"), Pointer));
        Function = b.AddFunction("act", Prototype, BtfLinkage.Global);
        Variable = b.AddVariable("counter", Int, BtfLinkage.Global);
        Section = b.AddDataSection(".bss", 4, new BtfSectionVariable(Variable, 0, 4));
        Tag = b.AddDeclarationTag("arg:nonnull", Function, 1);
    }

    public BtfBuilder Builder { get; }

    public BtfTypeId Int { get; }

    public BtfTypeId Unsigned { get; }

    public BtfTypeId Float { get; }

    public BtfTypeId Forward { get; }

    public BtfTypeId Pointer { get; }

    public BtfTypeId Array { get; }

    public BtfTypeId Point { get; }

    public BtfTypeId Flags { get; }

    public BtfTypeId Union { get; }

    public BtfTypeId Enum { get; }

    public BtfTypeId Enum64 { get; }

    public BtfTypeId Const { get; }

    public BtfTypeId Typedef { get; }

    public BtfTypeId TypeTag { get; }

    public BtfTypeId Prototype { get; }

    public BtfTypeId Function { get; }

    public BtfTypeId Variable { get; }

    public BtfTypeId Section { get; }

    public BtfTypeId Tag { get; }

    public BtfMember Member(string name, BtfTypeId type, int bitOffset, int bits = 0) => new(Builder.AddString(name), type, bitOffset, bits);

    /// <summary>Asks everything there is to ask, so that a reader that let something broken pass will throw.</summary>
    public static void AskEverything(BtfSpec btf)
    {
        for (int id = 0; id <= btf.TypeLimit; id++)
        {
            BtfType type = btf.Type(new BtfTypeId(id));
            _ = btf.NameOf(type);
            _ = btf.SizeOf(type.Id);
            _ = btf.SkipModifiers(type.Id);
            _ = btf.DeclarationTagsOf(type.Id);
            _ = btf.FindAll(btf.NameOf(type));
            AskElements(btf, type);
        }
    }

    private static void AskElements(BtfSpec btf, BtfType type)
    {
        Action<int>? ask = type.Kind switch
        {
            BtfKind.Struct or BtfKind.Union => i => btf.Member(type, i),
            BtfKind.Enum or BtfKind.Enum64 => i => btf.Enumerator(type, i),
            BtfKind.FunctionPrototype => i => btf.Parameter(type, i),
            BtfKind.DataSection => i => btf.SectionVariable(type, i),
            _ => null,
        };
        for (int i = 0; ask is not null && i < type.Count; i++)
        {
            ask(i);
        }

        _ = type.Kind switch
        {
            BtfKind.Int => btf.Integer(type),
            BtfKind.Array => btf.Array(type),
            BtfKind.Variable => btf.VariableLinkage(type),
            BtfKind.DeclarationTag => btf.DeclarationTagComponent(type),
            _ => (object)type,
        };
    }
}
