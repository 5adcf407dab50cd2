using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory.Offsets;

/// <summary>How a kernel keeps the offset of a pointer from its base, what it asks of it, and how messages show it.</summary>
/// <param name="keepsFixedPart">Known moves are kept apart.</param>
internal abstract class PointerOffsets(bool keepsFixedPart)
{
    /// <summary>Known moves go to <see cref="RegisterState.FixedOffset"/>.</summary>
    public bool KeepsFixedPart { get; } = keepsFixedPart;

    /// <summary>A pointer that comes with an offset.</summary>
    public abstract void Set(ref RegisterState pointer, long offset);

    /// <summary>The pointer is as it was given, or has been moved forwards by a known number where that is allowed.</summary>
    public abstract Check RequireUnmodified(Session session, in RegisterState pointer, ArgumentPlace place, bool fixedOffsetAllowed);

    /// <summary>An access to an object that BTF describes starts at one place, and not before the object.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="name">The object's type.</param>
    /// <param name="offset">The instruction's and the fixed offset; becomes where in the object the access starts.</param>
    public abstract Check RequireInObject(Session session, in RegisterState pointer, ArgumentPlace place, string name, ref int offset);

    /// <summary>An access to a buffer of unknown size starts at one place, and not before the buffer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="buffer">What messages call the buffer.</param>
    /// <param name="span">Where the access starts behind the variable part, and its size.</param>
    public abstract Check RequireInBuffer(Session session, in RegisterState pointer, ArgumentPlace place, string buffer, AccessSpan span);

    /// <summary>An access to the packet lies within what comparisons with its end have proved.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="span">Where the access starts behind the variable part, and its size.</param>
    /// <param name="zeroSizeAllowed">An access of no bytes is fine.</param>
    public abstract Check RequireInPacket(Session session, in RegisterState pointer, ArgumentPlace place, AccessSpan span, bool zeroSizeAllowed);

    /// <summary>How many bytes from the base on lie in the packet when a pointer does; false when that tells nothing.</summary>
    /// <param name="pointer">A packet pointer.</param>
    /// <param name="openRange">The byte that it points to lies in the packet too.</param>
    /// <param name="range">The bytes.</param>
    public abstract bool TryReach(in RegisterState pointer, bool openRange, out int range);

    /// <summary>The current packet pointer knows of as much packet as the older one, and is as far from pointers with its id.</summary>
    public abstract bool CoversReach(in RegisterState older, in RegisterState current);

    /// <summary>The variable part in messages.</summary>
    public abstract string Text(Tnum bits);

    /// <summary>A pointer's offset in messages about alignment.</summary>
    public abstract string Parts(in RegisterState pointer);

    /// <summary>The place of an access in messages that give it one number.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="offset">The instruction's and the fixed offset.</param>
    public abstract long Shown(in RegisterState pointer, int offset);
}

/// <summary>Where an access lies behind the variable part of a pointer's offset.</summary>
internal readonly record struct AccessSpan(int Offset, int Size);
