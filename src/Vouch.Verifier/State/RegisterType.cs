global using TypeFlags = Vouch.Kernel.TypeModifiers;


namespace Vouch.Verifier.State;

/// <summary>What a register holds, without the qualifying flags. The order is the order in which expected types are listed in messages.</summary>
internal enum RegisterKind : byte
{
    NotInitialized = 0,
    Scalar,
    Context,
    MapPointer,
    MapValue,
    MapKey,
    Stack,
    PacketMeta,
    Packet,
    PacketEnd,
    FlowKeys,
    Socket,
    SocketCommon,
    TcpSocket,
    TracepointBuffer,
    XdpSocket,
    BtfObject,
    Memory,
    Arena,
    Buffer,
    Function,
    InstructionPointer,
    Dynptr,
}

/// <summary>A register's type: its kind and the flags that qualify it. Equality is exact.</summary>
internal readonly record struct RegisterType(uint Raw)
{
    private const uint KindMask = 0xff;

    public RegisterType(RegisterKind kind, TypeFlags flags = TypeFlags.None)
        : this((uint)kind | (uint)flags)
    {
    }

    public RegisterKind Kind => (RegisterKind)(Raw & KindMask);

    public TypeFlags Flags => (TypeFlags)(Raw & ~KindMask);

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(RegisterType other) => Raw == other.Raw;

    public override int GetHashCode() => (int)Raw;

    public bool MayBeNull => (Raw & (uint)TypeFlags.MaybeNull) != 0;

    public bool IsNotInitialized => Raw == 0;

    /// <summary>A scalar without flags (a scalar never carries any).</summary>
    public bool IsScalar => Raw == (uint)RegisterKind.Scalar;

    public bool IsPointer => Kind > RegisterKind.Scalar;

    public bool Has(TypeFlags any) => (Raw & (uint)any) != 0;

    public RegisterType With(TypeFlags flags) => new(Raw | (uint)flags);

    public RegisterType Without(TypeFlags flags) => new(Raw & ~(uint)flags);

    /// <summary>An object that the program allocated, alive: owned, borrowed or protected.</summary>
    public bool IsAllocatedObject => Kind == RegisterKind.BtfObject && Has(TypeFlags.Allocated) && !Has(TypeFlags.Untrusted);

    /// <summary>An allocated object that belongs to a list or tree: usable only under its lock.</summary>
    public bool IsNonOwning => IsAllocatedObject && Has(TypeFlags.NonOwning);

    /// <summary>A packet pointer of either kind that can be dereferenced (not the end marker).</summary>
    public bool IsPacket => Kind is RegisterKind.Packet or RegisterKind.PacketMeta;

    public bool IsAnyPacket => Kind is RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd;

    public static RegisterType Scalar => new(RegisterKind.Scalar);

    public static implicit operator RegisterType(RegisterKind kind) => new(kind);
}
