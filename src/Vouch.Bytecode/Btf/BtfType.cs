namespace Vouch.Bytecode.Btf;

/// <summary>One type's fixed header, decoded. Members, parameters and the like are asked of the <see cref="BtfSpec"/> that holds it.</summary>
/// <param name="Id">The type's own number.</param>
/// <param name="Kind">What it is.</param>
/// <param name="NameOffset">Offset of its name in the string table; 0 means anonymous.</param>
/// <param name="Count">Members, parameters, enumerators or section variables ('vlen').</param>
/// <param name="KindFlag">Bit-field members for struct and union; signedness for enum; union for forward.</param>
/// <param name="SizeOrType">Byte size, or the number of the referred type, depending on the kind.</param>
public readonly record struct BtfType(BtfTypeId Id, BtfKind Kind, uint NameOffset, int Count, bool KindFlag, uint SizeOrType)
{
    /// <summary>Size in bytes. Meaningful for int, enum, struct, union, data section, float.</summary>
    public int Size => (int)SizeOrType;

    /// <summary>The referred type. Meaningful for pointer, typedef, modifiers, function, function prototype (return type), variable, tags.</summary>
    public BtfTypeId Target => new((int)SizeOrType);

    public bool IsStructOrUnion => Kind is BtfKind.Struct or BtfKind.Union;

    /// <summary>const, volatile, restrict or a type tag (what the kernel skips as a modifier, besides typedef).</summary>
    public bool IsModifier => Kind is BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag or BtfKind.Typedef;

    public bool IsAnyEnum => Kind is BtfKind.Enum or BtfKind.Enum64;

    /// <summary>Linkage of a function (stored in the count field).</summary>
    public BtfLinkage FunctionLinkage => (BtfLinkage)Count;
}

/// <summary>A member of a struct or union. Offsets are in bits; <paramref name="BitFieldSize"/> 0 means an ordinary member.</summary>
public readonly record struct BtfMember(uint NameOffset, BtfTypeId Type, int BitOffset, int BitFieldSize);

/// <summary>A parameter of a function prototype; a last parameter of type void without a name means varargs.</summary>
public readonly record struct BtfParameter(uint NameOffset, BtfTypeId Type);

/// <summary>An array's element type, index type and number of elements.</summary>
public readonly record struct BtfArray(BtfTypeId Element, BtfTypeId Index, uint Count);

/// <summary>An enumerator, value sign-extended to 64 bits where its enum is signed.</summary>
public readonly record struct BtfEnumerator(uint NameOffset, long Value);

/// <summary>A variable's place in its data section, in bytes.</summary>
public readonly record struct BtfSectionVariable(BtfTypeId Variable, uint Offset, uint Size);

/// <summary>An integer's encoding: <paramref name="Bits"/> wide, <paramref name="BitOffset"/> into its storage.</summary>
public readonly record struct BtfInteger(bool IsSigned, bool IsChar, bool IsBool, int BitOffset, int Bits);
