namespace Vouch.Kernel.Contexts;

/// <summary>An access to a program's context, or to a socket register type.</summary>
/// <param name="Offset">Bytes from the start; may be negative.</param>
/// <param name="Size">1, 2, 4 or 8 bytes.</param>
/// <param name="IsWrite">A store.</param>
/// <param name="IsSignExtending">A load that sign-extends.</param>
public readonly record struct ContextAccessQuery(int Offset, int Size, bool IsWrite = false, bool IsSignExtending = false);

/// <summary>What a read from the context leaves in the register.</summary>
public enum ContextValueKind : byte
{
    Scalar,
    Packet,
    PacketEnd,
    PacketMeta,
    FlowKeys,
    Socket,
    SocketOrNull,
    SocketCommonOrNull,
    TracepointBuffer,
    /// <summary>A trusted pointer to the struct named in the result, of the kernel's BTF.</summary>
    TrustedObject,
    /// <summary>An argument of the function attached to: BTF decides, and may still refuse.</summary>
    BtfArgument,
}

/// <summary>The answer to a <see cref="ContextAccessQuery"/>. The default refuses.</summary>
public readonly record struct ContextAccessResult
{
    public bool IsAllowed { get; init; }

    public ContextValueKind Kind { get; init; }

    /// <summary>For <see cref="ContextValueKind.TrustedObject"/>: the struct.</summary>
    public string? TypeName { get; init; }

    /// <summary>Bytes that the kernel really loads when fewer are asked for; 0 when the field cannot be read in part.</summary>
    public int FieldSize { get; init; }

    /// <summary>The program is aware of delivery time stamps from here on.</summary>
    public bool MarksTimestampKind { get; init; }
}
