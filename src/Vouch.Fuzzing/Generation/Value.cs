namespace Vouch.Fuzzing.Generation;

/// <summary>What the generator believes a register or stack slot holds.</summary>
internal enum ValueKind : byte
{
    /// <summary>Nothing that may be read.</summary>
    None,
    Scalar,
    Context,
    Map,
    MapValue,
    PacketStart,
    PacketEnd,
    /// <summary>Memory of a known size that is no map value: a ring buffer record, a slice of a dynptr, an argument.</summary>
    Memory,
    Socket,
    /// <summary>A kernel object of the struct that the name says.</summary>
    KernelObject,
    /// <summary>Memory that the program allocated, of the struct that the name says.</summary>
    LocalObject,
}

/// <summary>A register's or slot's content.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The map or struct, where the kind has one.</param>
/// <param name="Size">Bytes that may be accessed.</param>
/// <param name="Max">Of a scalar, the largest value as unsigned number; -1 when unknown.</param>
/// <param name="MayBeNull">Not checked against null yet.</param>
/// <param name="IsReadOnly">May not be written through.</param>
internal readonly record struct Value(
    ValueKind Kind, string Name = "", int Size = 0, long Max = -1, bool MayBeNull = false, bool IsReadOnly = false)
{
    public static Value Scalar(long max = -1) => new(ValueKind.Scalar, Max: max);

    /// <summary>Memory that can be read at a constant offset.</summary>
    public bool IsMemory => !MayBeNull && Kind is ValueKind.MapValue or ValueKind.Memory && Size > 0;

    /// <summary>What is left when one of two paths brought this and the other that.</summary>
    public static Value Join(Value one, Value other)
    {
        if (one == other)
        {
            return one;
        }

        if (one.Kind == ValueKind.Scalar && other.Kind == ValueKind.Scalar)
        {
            return Scalar(one.Max < 0 || other.Max < 0 ? -1 : long.Max(one.Max, other.Max));
        }

        return default;
    }
}
