using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>
/// The one memory argument of a call that the call fills itself, so that its stack need not be written before. The caller marks
/// the bytes written afterwards (<see cref="Size"/> of them).
/// </summary>
internal struct RawMemory
{
    /// <summary>The call has such an argument, at <see cref="Place"/>.</summary>
    public bool IsSet;

    public ArgumentPlace Place;

    /// <summary>Bytes of it, found by the check; 0 when it needs no marking.</summary>
    public int Size;
}

/// <summary>Which half of a pair of memory and size was refused.</summary>
internal enum MemorySizeFailure
{
    None,
    Memory,
    Size,
}

/// <summary>What a call does to a memory argument; reads are checked before writes.</summary>
[Flags]
internal enum MemoryUse
{
    None = 0,
    Read = 1,
    Write = 2,
}

/// <summary>Memory that calls read and write: the rules of <see cref="MemoryAccess"/> for regions of any size.</summary>
internal static class HelperMemory
{
    /// <summary>The memory at a place may be read or written by a call.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="size">Bytes. Negative: a global function's argument, whose dead stack slots do not matter.</param>
    /// <param name="kind">Read or write.</param>
    /// <param name="zeroSizeAllowed">No bytes at all are fine, then even null is.</param>
    /// <param name="raw">The argument that the call fills itself.</param>
    /// <param name="isKnownMemory">False when the place holds nothing that has memory at all.</param>
    public static Check CheckAccess(
        Session session, ArgumentPlace place, int size, AccessKind kind, bool zeroSizeAllowed, ref RawMemory raw, out bool isKnownMemory)
    {
        RegisterState pointer = place.In(session.Path.Frame);
        isKnownMemory = true;
        switch (pointer.Type.Kind)
        {
            case RegisterKind.Packet or RegisterKind.PacketMeta:
                return PacketAccess.RequireWithin(session, pointer, place, pointer.FixedOffset, size, zeroSizeAllowed);
            case RegisterKind.MapKey:
                return kind == AccessKind.Write
                    ? RejectWrite(session, pointer, place)
                    : RegionBounds.Require(session, pointer, place, pointer.FixedOffset, size, session.Facts.Map(pointer.Map).KeySize, zeroSizeAllowed: false);
            case RegisterKind.MapValue:
                return MapValueAccess.RequireForCall(session, pointer, place, size, kind, zeroSizeAllowed);
            case RegisterKind.Memory:
                return IsReadOnlyWrite(pointer, kind)
                    ? RejectWrite(session, pointer, place)
                    : RegionBounds.Require(session, pointer, place, pointer.FixedOffset, size, pointer.MemorySize, zeroSizeAllowed);
            case RegisterKind.Buffer:
                return IsReadOnlyWrite(pointer, kind)
                    ? RejectWrite(session, pointer, place)
                    : BufferAccess.RequireForCall(session, pointer, place, size);
            case RegisterKind.Stack:
                return StackRange.RequireInitialized(session, pointer, place, pointer.FixedOffset, size, kind, zeroSizeAllowed, ref raw);
            case RegisterKind.BtfObject:
                return BtfObjectAccess.RequireForCall(session, pointer, place, size, kind);
            case RegisterKind.Context when ContextPointers.IsMemoryOfCalls(session):
                return ContextPointers.RequireForCall(session, place, size, kind, zeroSizeAllowed);
            default:
                isKnownMemory = pointer.Type.Kind == RegisterKind.Context;
                return zeroSizeAllowed && size == 0 && pointer.IsNullConstant ? Null(out isKnownMemory) : RejectNoMemory(session, pointer, place);
        }
    }

    /// <summary>The same, where the kind of refusal does not matter.</summary>
    public static Check CheckAccess(
        Session session, ArgumentPlace place, int size, AccessKind kind, bool zeroSizeAllowed, ref RawMemory raw) =>
        CheckAccess(session, place, size, kind, zeroSizeAllowed, ref raw, out _);

    /// <summary>A pointer and the register that holds its size, which becomes precise.</summary>
    /// <param name="session">The session.</param>
    /// <param name="memory">Where the pointer is.</param>
    /// <param name="size">Where the size is; a scalar.</param>
    /// <param name="use">What the call does.</param>
    /// <param name="zeroSizeAllowed">The size may be zero.</param>
    /// <param name="raw">The argument that the call fills itself.</param>
    /// <param name="failure">Which half was refused.</param>
    public static Check CheckWithSize(
        Session session, ArgumentPlace memory, ArgumentPlace size, MemoryUse use, bool zeroSizeAllowed, ref RawMemory raw,
        out MemorySizeFailure failure)
    {
        RegisterState bytes = size.In(session.Path.Frame);
        failure = MemorySizeFailure.Size;
        if (RequireSize(session, bytes, size, zeroSizeAllowed).Failed(out Check why))
        {
            return why;
        }

        // Of a size that is not known the call may fill less, so all of the memory must be initialised before.
        RawMemory none = default;
        ref RawMemory fills = ref bytes.IsConstant ? ref raw : ref none;
        failure = MemorySizeFailure.Memory;
        int most = (int)bytes.UMax;
        if (CheckUses(session, memory, most, use, zeroSizeAllowed, ref fills, out _).Failed(out why))
        {
            return why;
        }

        failure = MemorySizeFailure.None;
        return session.Precision.MarkArgument(size);
    }

    /// <summary>Memory of a fixed size, or null (which becomes precise): part of a helper's prototype.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="use">What the call does.</param>
    /// <param name="raw">The argument that the call fills itself.</param>
    public static Check CheckFixed(Session session, ArgumentPlace place, uint size, MemoryUse use, ref RawMemory raw) =>
        CheckFixed(session, place, size, use, isGlobalFunction: false, ref raw, out _);

    /// <summary>The same for typed arguments of global functions and kfuncs, which may do anything with their memory.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="use">What the call does.</param>
    /// <param name="isGlobalFunction">The callee is a global function: stack slots that are dead in it need not be initialised.</param>
    /// <param name="isKnownMemory">False when the place holds nothing that has memory at all.</param>
    public static Check CheckFixed(
        Session session, ArgumentPlace place, uint size, MemoryUse use, bool isGlobalFunction, out bool isKnownMemory)
    {
        RawMemory none = default;
        return CheckFixed(session, place, size, use, isGlobalFunction, ref none, out isKnownMemory);
    }

    private static Check CheckFixed(
        Session session, ArgumentPlace place, uint size, MemoryUse use, bool isGlobalFunction, ref RawMemory raw, out bool isKnownMemory)
    {
        ref RegisterState pointer = ref place.In(session.Path.Frame);
        isKnownMemory = true;
        if (pointer.IsNullConstant)
        {
            return NullConstants.MarkArgument(session, place);
        }

        if (size > int.MaxValue)
        {
            return session.Reject(Rule.SizeTooLarge, place.Subject, Errno.AccessDenied, $"{place} memory size {size} is too large");
        }

        int bytes = isGlobalFunction && pointer.Type.Kind == RegisterKind.Stack ? -(int)size : (int)size;
        return CheckUses(session, place, bytes, use, zeroSizeAllowed: true, ref raw, out isKnownMemory);
    }

    private static Check CheckUses(
        Session session, ArgumentPlace place, int size, MemoryUse use, bool zeroSizeAllowed, ref RawMemory raw, out bool isKnownMemory)
    {
        isKnownMemory = true;
        if ((use & MemoryUse.Read) != 0 &&
            CheckAccess(session, place, size, AccessKind.Read, zeroSizeAllowed, ref raw, out isKnownMemory).Failed(out Check why))
        {
            return why;
        }

        return (use & MemoryUse.Write) != 0
            ? CheckAccess(session, place, size, AccessKind.Write, zeroSizeAllowed, ref raw, out isKnownMemory)
            : Check.Ok;
    }

    private static Check RequireSize(Session session, in RegisterState size, ArgumentPlace place, bool zeroSizeAllowed)
    {
        if (size.SMin < 0)
        {
            return session.Reject(
                Rule.NegativeSize, place.Subject,
                Errno.AccessDenied, $"{place} min value is negative, either use unsigned or 'var &= const'");
        }

        if (size.UMin == 0 && !zeroSizeAllowed)
        {
            return session.Reject(
                Rule.EmptyRead, place.Subject, Errno.AccessDenied,
                $"{place} invalid zero-sized read: u64=[{unchecked((long)size.UMin)},{unchecked((long)size.UMax)}]");
        }

        return size.UMax < (ulong)RegisterState.OffsetLimit
            ? Check.Ok
            : session.Reject(
                Rule.UnboundedSize, place.Subject,
                Errno.AccessDenied, $"{place} unbounded memory access, use 'var &= const' or 'if (var < const)'");
    }

    private static bool IsReadOnlyWrite(in RegisterState pointer, AccessKind kind) =>
        kind == AccessKind.Write && pointer.Type.Has(TypeFlags.ReadOnly);

    private static Check RejectWrite(Session session, in RegisterState pointer, ArgumentPlace place) =>
        session.Reject(
            Rule.ReadOnlyMemory, place.Subject, Errno.AccessDenied, $"{place} cannot write into {RegisterTypeText.Of(pointer.Type)}");

    private static Check RejectNoMemory(Session session, in RegisterState pointer, ArgumentPlace place) =>
        session.Reject(
            pointer.Type.MayBeNull ? Rule.MayBeNull : Rule.ArgumentType,
            place.Subject,
            Errno.AccessDenied,
            $"{place} type={RegisterTypeText.Of(pointer.Type)} expected=fp");

    private static Check Null(out bool isKnownMemory)
    {
        isKnownMemory = true;
        return Check.Ok;
    }
}
