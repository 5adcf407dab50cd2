using System;

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

/// <summary>Flags that qualify register types and argument types alike. Bit numbers as in Linux 7.3.</summary>
[Flags]
internal enum TypeFlags : uint
{
    None = 0,
    MaybeNull = 1u << 8,
    ReadOnly = 1u << 9,
    RingbufMemory = 1u << 10,
    User = 1u << 11,
    Percpu = 1u << 12,
    Release = 1u << 13,
    Untrusted = 1u << 14,
    Uninitialized = 1u << 15,
    DynptrLocal = 1u << 16,
    DynptrRingbuf = 1u << 17,
    FixedSize = 1u << 18,
    Allocated = 1u << 19,
    Trusted = 1u << 20,
    Rcu = 1u << 21,
    NonOwning = 1u << 22,
    DynptrSkb = 1u << 23,
    DynptrXdp = 1u << 24,
    Aligned = 1u << 25,
    Write = 1u << 26,
    DynptrSkbMeta = 1u << 27,
    DynptrFile = 1u << 28,

    AnyDynptr = DynptrLocal | DynptrRingbuf | DynptrSkb | DynptrXdp | DynptrSkbMeta | DynptrFile,

    /// <summary>The flags that make a pointer to a kernel object trusted.</summary>
    AnyTrusted = Allocated | Trusted | NonOwning,
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
