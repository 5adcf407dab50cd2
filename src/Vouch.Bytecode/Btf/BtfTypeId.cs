using System.Globalization;

namespace Vouch.Bytecode.Btf;

/// <summary>The number of a type within one <see cref="BtfSpec"/> (split BTF continues its base's numbers). Zero is void.</summary>
public readonly record struct BtfTypeId(int Value)
{
    public static BtfTypeId Void => default;

    public bool IsVoid => Value == 0;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
