using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.State;

/// <summary>
/// What is known of one register, spilled register or stack object: 104 bytes without references, so that copying is a block copy.
/// </summary>
/// <remarks>
/// The payload words mean different things by type; the named properties below are the only readers. A pointer's offset is
/// <see cref="FixedOffset"/> and what <see cref="VariableMin"/> and its like tell: where they lie is this type's affair.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = SizeInBytes)]
internal struct RegisterState
{
    /// <summary>Pointers are moved by less than this in either direction, and what can be known of an offset ends there.</summary>
    public const long OffsetLimit = 1L << 29;

    public const int SizeInBytes = 104;

    /// <summary>Set in <see cref="Id"/>: this scalar is another one of the same base id plus <see cref="Delta"/>, 64-bit addition.</summary>
    public const uint AddConstant64 = 1u << 31;

    /// <summary>The same for a 32-bit addition.</summary>
    public const uint AddConstant32 = 1u << 30;

    public const uint AddConstant = AddConstant64 | AddConstant32;

    public RegisterType Type;

    /// <summary>Scalars: the distance from what they are linked with. Pointers: <see cref="FixedOffset"/>.</summary>
    public int Delta;
    private int payload0;
    private int payload1;
    private int payload2;
    public ScalarBounds Bounds;

    /// <summary>Identity: equal ids name the same value or object. For scalars the link id with its addition flags.</summary>
    public uint Id;

    /// <summary>The object whose end also ends this one; 0 for none.</summary>
    public uint ParentId;

    /// <summary>
    /// The legacy model, which knows no parents: the reference whose release ends this value; 0 for none. Owners carry it like what
    /// hangs on them.
    /// </summary>
    public uint ReferenceId { readonly get => ParentId; set => ParentId = value; }

    /// <summary>Tells apart map pointers and values found through different lookups in a map of maps.</summary>
    public uint MapUid;

    /// <summary>Scalars only: the exact value matters for safety, so a state may be pruned only against an equal or wider range.</summary>
    public bool IsPrecise;

    public readonly uint BaseId => Id & ~AddConstant;

    /// <summary>Packet pointers: bytes from the pointer's base known to lie within the packet; see <see cref="AtPacketEnd"/>.</summary>
    public int PacketRange { readonly get => payload0; set => payload0 = value; }

    /// <summary>A <see cref="PacketRange"/>: this pointer compared equal to the packet's end.</summary>
    public const int AtPacketEnd = -1;

    /// <summary>A <see cref="PacketRange"/>: this pointer is known to lie beyond the packet's end.</summary>
    public const int BeyondPacketEnd = -2;

    /// <summary>Stack pointers: the frame pointed into.</summary>
    public int FrameNumber { readonly get => payload0; set => payload0 = value; }

    /// <summary>
    /// Map pointers, values, keys and instruction pointers: the map. Stored so that no map is all zeroes: sockets found in maps keep
    /// it, and differ by it from sockets found elsewhere.
    /// </summary>
    public MapHandle Map { readonly get => new(payload0 - 1); set => payload0 = value.Index + 1; }

    /// <summary>BTF objects: which BTF <see cref="BtfType"/> is a number of. Also iterator slots.</summary>
    public BtfHandle Btf { readonly get => new(payload0); set => payload0 = value.Index; }

    /// <summary>BTF objects and iterator slots: the type pointed to.</summary>
    public BtfTypeId BtfType { readonly get => new(payload1); set => payload1 = value.Value; }

    /// <summary>Memory: size in bytes.</summary>
    public uint MemorySize { readonly get => (uint)payload0; set => payload0 = (int)value; }

    /// <summary>
    /// Memory in the legacy model: the dynptr it is a slice of; 0 for none. Part of the payload, so that states agree only where the
    /// numbers do.
    /// </summary>
    public uint SlicedDynptr { readonly get => (uint)payload1; set => payload1 = (int)value; }

    /// <summary>Dynptr registers and slots: what backs it.</summary>
    public DynptrKind DynptrKind { readonly get => (DynptrKind)payload0; set => payload0 = (int)value; }

    /// <summary>Dynptr slots: the half at the lower address, which a pointer to the dynptr points to.</summary>
    public bool IsFirstDynptrSlot { readonly get => payload1 != 0; set => payload1 = value ? 1 : 0; }

    /// <summary>Iterator slots.</summary>
    public IteratorState IteratorState
    {
        readonly get => (IteratorState)(payload2 & 3);
        set => payload2 = (payload2 & ~3) | (int)value;
    }

    /// <summary>Iterator slots: how often next() was simulated on this path.</summary>
    public int IteratorDepth { readonly get => payload2 >> 2; set => payload2 = (value << 2) | (payload2 & 3); }

    /// <summary>Irq flag slots: the family of kfuncs that saved it.</summary>
    public IrqFlagClass IrqClass { readonly get => (IrqFlagClass)payload0; set => payload0 = (int)value; }

    /// <summary>Function pointers: the subprogram.</summary>
    public int Subprogram { readonly get => payload0; set => payload0 = value; }

    /// <summary>Signed and unsigned limits of a scalar.</summary>
    public readonly ulong UMin => Bounds.UMin;

    public readonly ulong UMax => Bounds.UMax;

    public readonly long SMin => Bounds.SMin;

    public readonly long SMax => Bounds.SMax;

    /// <summary>The scalar is one known number.</summary>
    public readonly bool IsConstant => Bounds.Bits.IsConst;

    /// <summary>The known number; meaningful only where <see cref="IsConstant"/>.</summary>
    public readonly ulong ConstantValue => Bounds.Bits.Value;

    /// <summary>
    /// Pointers, where a kernel keeps known moves apart: the sum of those. The rest of the offset is the variable part, known or
    /// not. Where a kernel does not, this is 0 and the variable part is all of the offset.
    /// </summary>
    public int FixedOffset { readonly get => Delta; set => Delta = value; }

    /// <summary>Pointers: how far from its base the pointer may be is one number.</summary>
    public readonly bool HasKnownOffset => Bounds.Bits.IsConst;

    /// <summary>Pointers: the offset, where it is known; otherwise what is known of it, which only messages show.</summary>
    public readonly long KnownOffset => unchecked(Delta + (long)Bounds.Bits.Value);

    /// <summary>Pointers: the variable part, where it is known; otherwise what is known of it.</summary>
    public readonly long VariableOffset => unchecked((long)Bounds.Bits.Value);

    /// <summary>Pointers: the smallest variable part, signed.</summary>
    public readonly long VariableMin => Bounds.SMin;

    /// <summary>Pointers: the largest variable part, signed.</summary>
    public readonly long VariableMax => Bounds.SMax;

    /// <summary>Pointers: the smallest variable part, where one below zero counts as a huge one.</summary>
    public readonly ulong VariableUMin => Bounds.UMin;

    /// <summary>Pointers: the largest variable part, where one below zero counts as a huge one.</summary>
    public readonly ulong VariableUMax => Bounds.UMax;

    /// <summary>Pointers: the known bits of the variable part.</summary>
    public readonly Tnum VariableBits => Bounds.Bits;

    /// <summary>Pointers: points to where its base begins.</summary>
    public readonly bool IsUnmoved => Delta == 0 && Bounds.IsConstOf(0);

    public readonly bool IsConstantScalar => Type.IsScalar && Bounds.Bits.IsConst;

    public readonly bool IsNullConstant => IsConstantScalar && Bounds.Bits.Value == 0;

    /// <summary>Type, link distance or fixed offset, payload and bounds equal to the bit; identities and precision not looked at.</summary>
    public static bool ExactlyEqual(in RegisterState a, in RegisterState b) =>
        a.Type == b.Type && a.Delta == b.Delta && a.payload0 == b.payload0 && a.payload1 == b.payload1 && a.payload2 == b.payload2
        && a.Bounds.IsSame(in b.Bounds);

    /// <summary>Type and payload without the bounds (what an offset is relative to).</summary>
    public static bool SamePayload(in RegisterState a, in RegisterState b) =>
        a.Type == b.Type && a.payload0 == b.payload0 && a.payload1 == b.payload1 && a.payload2 == b.payload2;

    /// <summary>Becomes a copy of a register that may have been written to just now.</summary>
    /// <remarks>
    /// Field by field: a copy in large pieces has to wait until the small pieces that were just written have reached the cache.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Assign(in RegisterState other)
    {
        Type = other.Type;
        Delta = other.Delta;
        payload0 = other.payload0;
        payload1 = other.payload1;
        payload2 = other.payload2;
        Bounds = other.Bounds.Copied();
        Id = other.Id;
        ParentId = other.ParentId;
        MapUid = other.MapUid;
        IsPrecise = other.IsPrecise;
    }

    /// <summary>Forgets everything: a register that may not be read.</summary>
    public void MarkNotInitialized(bool isBpfCapable)
    {
        MarkUnknown(isBpfCapable);
        Type = default;
    }

    /// <summary>An unknown scalar. Without CAP_BPF every scalar is precise from the start.</summary>
    public void MarkUnknown(bool isBpfCapable)
    {
        this = default;
        Type = RegisterType.Scalar;
        Bounds = ScalarBounds.Unknown;
        IsPrecise = !isBpfCapable;
    }

    /// <summary>A known number, or a pointer's known offset; the type stays, links and payload are dropped.</summary>
    public void MarkKnown(ulong value)
    {
        Bounds = ScalarBounds.Const(value);
        DropLinks();
    }

    /// <summary>The known scalar <paramref name="value"/>.</summary>
    public void MarkKnownScalar(ulong value, bool isBpfCapable)
    {
        MarkKnown(value);
        Type = RegisterType.Scalar;
        IsPrecise = !isBpfCapable;
    }

    /// <summary>A pointer with offset 0 and no payload yet.</summary>
    public void MarkPointer(RegisterType type)
    {
        // The mark of precision means nothing for a pointer, but it shows again if the pointer turns out to be null.
        bool isPrecise = IsPrecise;
        this = default;
        Type = type;
        Bounds = ScalarBounds.Const(0);
        IsPrecise = isPrecise;
    }

    /// <summary>Clears payload, link distance and identities.</summary>
    public void DropLinks()
    {
        payload0 = payload1 = payload2 = 0;
        Delta = 0;
        Id = ParentId = MapUid = 0;
    }

    /// <summary>A scalar is no longer known to be related to others.</summary>
    public void DropScalarId()
    {
        Id = 0;
        Delta = 0;
    }

    /// <summary>Takes the payload words of another register: what a pointer points into stays when it is moved.</summary>
    public void CopyPayloadFrom(in RegisterState other)
    {
        payload0 = other.payload0;
        payload1 = other.payload1;
        payload2 = other.payload2;
    }
}
