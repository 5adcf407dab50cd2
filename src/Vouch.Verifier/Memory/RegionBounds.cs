using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>A block of memory of known size, and an access that must lie within it whatever the pointer's offset turns out to be.</summary>
internal static class RegionBounds
{
    /// <summary>The access lies within the region at the pointer's smallest and at its largest offset.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">A pointer to the region's start plus an offset.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="offset">Added to the variable part of the pointer's offset.</param>
    /// <param name="size">Bytes accessed.</param>
    /// <param name="regionSize">Bytes of the region.</param>
    /// <param name="zeroSizeAllowed">An access of no bytes is fine.</param>
    public static Check Require(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, uint regionSize, bool zeroSizeAllowed)
    {
        Check outcome = Judge(session, pointer, place, offset, size, regionSize, zeroSizeAllowed);
        if (!outcome.IsOk)
        {
            MemoryReports.OutsideBounds(session, place, pointer, size, regionSize);
        }

        return outcome;
    }

    private static Check Judge(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, uint regionSize, bool zeroSizeAllowed)
    {
        if (IsBelowRegion(pointer.VariableMin, offset))
        {
            return Reject(
                session,
                new Rejection(Rule.NegativeOffset, place.Subject),
                $"{place} min value is negative, either use unsigned index or do a if (index >=0) check.",
                $"{place} may point before the start of the object.");
        }

        int lowest = unchecked((int)(pointer.VariableMin + offset));
        if (!IsWithin(new AccessSpan(lowest, size), regionSize, zeroSizeAllowed))
        {
            LogOutside(session, pointer, place, new AccessSpan(lowest, size), regionSize);
            return Reject(
                session,
                new Rejection(RuleOf(pointer.Type), place.Subject),
                $"{place} min value is outside of the allowed memory range",
                $"{size} bytes at the smallest offset, {lowest}, do not lie within the {regionSize} bytes of the object.");
        }

        if (pointer.VariableUMax >= (ulong)RegisterState.OffsetLimit)
        {
            return Reject(
                session,
                new Rejection(Rule.UnboundedOffset, place.Subject),
                $"{place} unbounded memory access, make sure to bounds check any such access",
                $"No useful bound is known for the offset in {place}.");
        }

        int highest = unchecked((int)((long)pointer.VariableUMax + offset));
        if (!IsWithin(new AccessSpan(highest, size), regionSize, zeroSizeAllowed))
        {
            LogOutside(session, pointer, place, new AccessSpan(highest, size), regionSize);
            return Reject(
                session,
                new Rejection(RuleOf(pointer.Type), place.Subject),
                $"{place} max value is outside of the allowed memory range",
                $"{size} bytes at the largest offset, {highest}, do not lie within the {regionSize} bytes of the object.");
        }

        return Check.Ok;
    }

    private static Check Reject(Session session, in Rejection broken, string message, string reason)
    {
        Check why = session.Reject(broken.Rule, broken.Subject, Errno.AccessDenied, message);
        session.Report("Memory Safety", "Access outside bounds", reason);
        return why;
    }

    /// <summary>A smallest offset without a floor, or that the sum takes out of 32 bits, is no better than a negative one.</summary>
    private static bool IsBelowRegion(long smallest, int offset)
    {
        if (smallest >= 0)
        {
            return false;
        }

        if (smallest == long.MinValue)
        {
            return true;
        }

        long start = unchecked(smallest + offset);
        return start != (int)start || start < 0;
    }

    /// <summary>An access at one place lies within the region.</summary>
    public static bool IsWithin(AccessSpan span, uint regionSize, bool zeroSizeAllowed) =>
        span.Offset >= 0 && (span.Size > 0 || (span.Size == 0 && zeroSizeAllowed)) && (ulong)span.Offset + (ulong)span.Size <= regionSize;

    /// <summary>Says that an access at one place does not lie within the region.</summary>
    public static void LogOutside(Session session, in RegisterState pointer, ArgumentPlace place, AccessSpan span, uint regionSize)
    {
        (int offset, int size) = span;
        _ = session.Reject(RuleOf(pointer.Type), place.Subject, Errno.AccessDenied, PlainKind(pointer.Type) switch
        {
            RegisterKind.MapKey => $"invalid access to map key, key_size={unchecked((int)regionSize)} off={offset} size={size}",
            RegisterKind.MapValue => $"invalid access to map value, value_size={unchecked((int)regionSize)} off={offset} size={size}",
            RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd =>
                $"invalid access to packet, off={offset} size={size}, {place}(id={pointer.Id},off={offset},r={unchecked((int)regionSize)})",
            RegisterKind.Context => $"invalid access to context, ctx_size={unchecked((int)regionSize)} off={offset} size={size}",
            _ => $"invalid access to memory, mem_size={regionSize} off={offset} size={size}",
        });
    }

    private static Rule RuleOf(RegisterType type) => PlainKind(type) switch
    {
        RegisterKind.MapKey => Rule.MapKeyBounds,
        RegisterKind.MapValue => Rule.MapValueBounds,
        RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd => Rule.PacketBounds,
        RegisterKind.Context => Rule.ContextBounds,
        _ => Rule.MemoryBounds,
    };

    /// <summary>What a pointer without flags points to; with some it is memory like any other.</summary>
    private static RegisterKind PlainKind(RegisterType type) => type.Flags == TypeFlags.None ? type.Kind : RegisterKind.Memory;
}
