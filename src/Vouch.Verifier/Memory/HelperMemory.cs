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
    public static Check CheckAccess(
        Session session, ArgumentPlace place, int size, AccessKind kind, bool zeroSizeAllowed, ref RawMemory raw) =>
        session.NotSupported("helper memory");

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
        failure = MemorySizeFailure.Memory;
        return session.NotSupported("helper memory");
    }

    /// <summary>Memory of a fixed size, or null (which becomes precise): typed arguments of global functions and kfuncs.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="use">What the call does.</param>
    /// <param name="isGlobalFunction">The callee is a global function: stack slots that are dead in it need not be initialised.</param>
    /// <param name="isKnownMemory">False when the place holds nothing that has memory at all.</param>
    public static Check CheckFixed(
        Session session, ArgumentPlace place, uint size, MemoryUse use, bool isGlobalFunction, out bool isKnownMemory)
    {
        isKnownMemory = true;
        return session.NotSupported("helper memory");
    }
}
