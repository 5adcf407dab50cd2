using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>Why a relocation could not be worked out, as the negative error number that loaders report.</summary>
public enum CoreFault
{
    None = 0,

    /// <summary>E2BIG: nesting or a bit-field beyond what can be expressed.</summary>
    TooBig = -7,

    /// <summary>EINVAL.</summary>
    Invalid = -22,

    /// <summary>ERANGE: an offset beyond 16 bits.</summary>
    OutOfRange = -34,

    /// <summary>EOPNOTSUPP: an unknown kind, or a type without a name.</summary>
    NotSupported = -95,
}

/// <summary>Which of the three families a relocation belongs to, and how it is called in messages.</summary>
internal static class CoreRelocationKinds
{
    public static bool IsField(this CoreRelocationKind kind) => kind <= CoreRelocationKind.FieldRightShift;

    public static bool IsType(this CoreRelocationKind kind) =>
        kind is >= CoreRelocationKind.LocalTypeId and <= CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches;

    public static bool IsEnumerator(this CoreRelocationKind kind) =>
        kind is CoreRelocationKind.EnumeratorExists or CoreRelocationKind.EnumeratorValue;

    public static string Word(this CoreRelocationKind kind) => kind switch
    {
        CoreRelocationKind.FieldByteOffset => "byte_off",
        CoreRelocationKind.FieldByteSize => "byte_sz",
        CoreRelocationKind.FieldExists => "field_exists",
        CoreRelocationKind.FieldSigned => "signed",
        CoreRelocationKind.FieldLeftShift => "lshift_u64",
        CoreRelocationKind.FieldRightShift => "rshift_u64",
        CoreRelocationKind.LocalTypeId => "local_type_id",
        CoreRelocationKind.TargetTypeId => "target_type_id",
        CoreRelocationKind.TypeExists => "type_exists",
        CoreRelocationKind.TypeMatches => "type_matches",
        CoreRelocationKind.TypeSize => "type_size",
        CoreRelocationKind.EnumeratorExists => "enumval_exists",
        CoreRelocationKind.EnumeratorValue => "enumval_value",
        _ => "unknown",
    };

    public static string Word(this CoreFault fault) => fault switch
    {
        CoreFault.TooBig => "-E2BIG",
        CoreFault.OutOfRange => "-ERANGE",
        CoreFault.NotSupported => "-EOPNOTSUPP",
        _ => "-EINVAL",
    };

    /// <summary>A kind as libbpf spells it: the kernel's word in small letters.</summary>
    public static string Word(this BtfKind kind) => kind == BtfKind.Void ? "void" : BtfKindText.Of(kind).ToLowerInvariant();
}
