namespace Vouch.Bytecode.Btf;

/// <summary>The kinds of BTF types. Source: Linux 7.3, Documentation/bpf/btf.rst.</summary>
public enum BtfKind : byte
{
    /// <summary>Type id 0.</summary>
    Void = 0,
    Int = 1,
    Pointer = 2,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Forward = 7,
    Typedef = 8,
    Volatile = 9,
    Const = 10,
    Restrict = 11,
    Function = 12,
    FunctionPrototype = 13,
    Variable = 14,
    DataSection = 15,
    Float = 16,
    DeclarationTag = 17,
    TypeTag = 18,
    Enum64 = 19,
}

/// <summary>Linkage of functions and variables. <see cref="Extern"/> is defined elsewhere.</summary>
public enum BtfLinkage
{
    Static = 0,
    Global = 1,
    Extern = 2,
}
