using System;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Strings in maps that nobody can change any more.</summary>
internal static class ConstantStrings
{
    /// <summary>The argument points to a terminated string that cannot change.</summary>
    public static Check Require(Session session, in RegisterState register, ArgumentPlace place)
    {
        if (register.Type != RegisterKind.MapValue)
        {
            return session.Reject(Rule.ConstantString, place.Subject, Errno.Invalid);
        }

        MapModel map = session.Facts.Map(register.Map);
        if (map.Type is MapType.InsnArray or MapType.PercpuArray)
        {
            string type = map.Type == MapType.InsnArray ? "insn_array" : "percpu_array";
            return session.Reject(
                Rule.ConstantString, place.Subject, Errno.AccessDenied,
                $"{place} points to {type} map which cannot be used as const string");
        }

        if (!FrozenMaps.IsReadOnly(map))
        {
            return session.Reject(Rule.ConstantString, place.Subject, Errno.AccessDenied, $"{place} does not point to a readonly map'");
        }

        if (!register.HasKnownOffset)
        {
            return session.Reject(Rule.ConstantString, place.Subject, Errno.AccessDenied, $"{place} is not a constant address'");
        }

        if (map.Type != MapType.Array && map.Type != MapType.Arena)
        {
            return session.Reject(
                Rule.ConstantString, place.Subject, Errno.AccessDenied, "no direct value access support for this map type");
        }

        int size = unchecked((int)(map.ValueSize - register.KnownOffset));
        if (MapValueAccess.RequireForCall(session, register, place, size, AccessKind.Read, zeroSizeAllowed: false).Failed(out Check why))
        {
            return why;
        }

        if (map.Type != MapType.Array || map.MaxEntries != 1)
        {
            return session.Reject(
                Rule.ConstantString, place.Subject,
                map.Type == MapType.Array ? Errno.NotSupported : Errno.Invalid, "direct value access on string failed");
        }

        return IsTerminated(map, (int)register.KnownOffset)
            ? Check.Ok
            : session.Reject(Rule.ConstantString, place.Subject, Errno.Invalid, "string is not zero-terminated");
    }

    /// <summary>The bytes of the string that a checked argument points to, without its terminating zero.</summary>
    public static ReadOnlySpan<byte> Read(Session session, in RegisterState register)
    {
        ReadOnlySpan<byte> rest = InitialBytes(session.Facts.Map(register.Map), (int)register.KnownOffset);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>What the loader did not initialise is zero, and so ends any string.</summary>
    private static bool IsTerminated(MapModel map, int offset) =>
        map.Definition.InitialValue.Length < map.ValueSize || InitialBytes(map, offset).Contains((byte)0);

    private static ReadOnlySpan<byte> InitialBytes(MapModel map, int offset)
    {
        ReadOnlySpan<byte> all = map.Definition.InitialValue.AsSpan();
        return all[Math.Min(offset, all.Length)..];
    }
}
