using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores in map values: the map's flags, the value's size, the fields that the verifier guards.</summary>
internal static class MapValueAccess
{
    public static Check Access(in Access access)
    {
        MapModel map = access.Session.Facts.Map(access.Pointer.Map);
        if (access.RequireNoLeak("map").Failed(out Check why) ||
            RequireAllowed(access.Session, access.Pointer, access.Offset, access.Size, access.Operation.Kind).Failed(out why) ||
            RequireWithin(access.Session, access.Pointer, access.Place, access.Offset, access.Size, zeroSizeAllowed: false).Failed(out why) ||
            RequireNoGuardedField(access.Session, access.Pointer, access.Offset, access.Size, isDirect: true).Failed(out why))
        {
            return why;
        }

        if (access.Pointer.HasKnownOffset && map.Fields is { } fields)
        {
            int offset = FixedOffset(access);
            if (fields.FindAt(offset, SpecialFieldKind.AnyKptr | SpecialFieldKind.UserPointer) is { } field)
            {
                return KptrAccess.Access(access, field);
            }
        }

        return access.IsRead && access.HasValue ? Load(access, map) : Check.Ok;
    }

    /// <summary>The memory that a call reads or writes lies within the value and touches no guarded field.</summary>
    public static Check RequireForCall(
        Session session, in RegisterState pointer, ArgumentPlace place, int size, AccessKind kind, bool zeroSizeAllowed) =>
        RequireAllowed(session, pointer, pointer.FixedOffset, size, kind).Failed(out Check why) ||
        RequireWithin(session, pointer, place, pointer.FixedOffset, size, zeroSizeAllowed).Failed(out why) ||
        RequireNoGuardedField(session, pointer, pointer.FixedOffset, size, isDirect: false).Failed(out why)
            ? why
            : Check.Ok;

    /// <summary>Bytes that a pointer to the value may reach; for instruction arrays all entries.</summary>
    public static uint AccessibleBytes(MapModel map) => map.Type == MapType.InsnArray ? map.MaxEntries * 8 : map.ValueSize;

    private static Check RequireAllowed(Session session, in RegisterState pointer, int offset, int size, AccessKind kind)
    {
        MapModel map = session.Facts.Map(pointer.Map);
        MapFlags flags = (MapFlags)map.Definition.Flags;
        bool isReadOnly = (flags & MapFlags.ReadOnlyForPrograms) != 0 || map.Type == MapType.InsnArray;
        bool isForbidden = kind == AccessKind.Write ? isReadOnly : (flags & MapFlags.WriteOnlyForPrograms) != 0;
        if (!isForbidden)
        {
            return Check.Ok;
        }

        string words = kind == AccessKind.Write ? "write into" : "read from";
        return session.Reject(
            Rule.MapPermission, Subject.Map(map.Name), Errno.AccessDenied,
            $"{words} map forbidden, value_size={unchecked((int)map.ValueSize)} off={session.Offsets.Shown(pointer, offset)} size={size}");
    }

    private static Check RequireWithin(
        Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size, bool zeroSizeAllowed) =>
        RegionBounds.Require(session, pointer, place, offset, size, AccessibleBytes(session.Facts.Map(pointer.Map)), zeroSizeAllowed);

    private static Check RequireNoGuardedField(Session session, in RegisterState pointer, int offset, int size, bool isDirect)
    {
        if (session.Facts.Map(pointer.Map).Fields is not { } fields)
        {
            return Check.Ok;
        }

        foreach (SpecialField field in fields.Fields)
        {
            // The lower end is compared signed, the upper end unsigned; the offsets were bounded before.
            bool overlaps = pointer.VariableMin + offset < field.Offset + field.Size
                && (ulong)field.Offset < unchecked(pointer.VariableUMax + (ulong)(long)offset + (ulong)(long)size);
            if (overlaps && RequireFieldAccess(session, pointer, field, offset, size, isDirect).Failed(out Check why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    /// <summary>Of all guarded fields only kernel and user pointers may be loaded or stored, and those whole.</summary>
    private static Check RequireFieldAccess(
        Session session, in RegisterState pointer, SpecialField field, int offset, int size, bool isDirect)
    {
        string name = SpecialFieldText.Of(field.Kind);
        if ((field.Kind & (SpecialFieldKind.AnyKptr | SpecialFieldKind.UserPointer)) == 0)
        {
            return session.Reject(
                Rule.SpecialFieldAccess, Subject.Field(name), Errno.AccessDenied, $"{name} cannot be accessed directly by load/store");
        }

        if (!isDirect)
        {
            return session.Reject(
                Rule.SpecialFieldAccess, Subject.Field(name), Errno.AccessDenied, $"{name} cannot be accessed indirectly by helper");
        }

        if (!pointer.HasKnownOffset)
        {
            return session.Reject(Rule.KptrAccess, Subject.Field(name), Errno.AccessDenied, $"{name} access cannot have variable offset");
        }

        ulong start = unchecked((ulong)(offset + pointer.VariableOffset));
        if (start != (ulong)field.Offset)
        {
            return session.Reject(
                Rule.KptrAccess, Subject.Field(name), Errno.AccessDenied, $"{name} access misaligned expected={field.Offset} off={start}");
        }

        return size == 8 ? Check.Ok : session.Reject(
            Rule.KptrAccess, Subject.Field(name), Errno.AccessDenied, $"{name} access size must be BPF_DW");
    }

    private static Check Load(in Access access, MapModel map)
    {
        if (map.Type == MapType.InsnArray)
        {
            return LoadInstruction(access);
        }

        if (!access.Pointer.HasKnownOffset || map.Type != MapType.Array || !FrozenMaps.IsReadOnly(map))
        {
            return access.LoadUnknown();
        }

        // The kernel has no address at hand for the values of an array with several, and gives up without a word.
        if (!FrozenMaps.TryRead(map, FixedOffset(access), access.Size, access.Operation.ExtendsSign, out ulong value))
        {
            return access.Session.Reject(Rule.MapDirectValue, Subject.Map(map.Name), Errno.NotSupported);
        }

        access.Value.Type = RegisterType.Scalar;
        access.Value.MarkKnown(value);
        return Check.Ok;
    }

    /// <summary>An entry of a jump table: the offset into the table tells later which instructions it may be.</summary>
    private static Check LoadInstruction(in Access access)
    {
        if (access.Size != 8)
        {
            return access.Session.Reject(
                Rule.InstructionArrayRead, access.Place.Subject, Errno.AccessDenied,
                $"Invalid read of {access.Size} bytes from insn_array");
        }

        ref RegisterState value = ref access.Value;
        value = access.Pointer;
        if (access.Operation.Offset != 0)
        {
            value.Bounds = access.Session.Scalars.Follow(value.Bounds, access.Operation.Offset, wrapsAt32: false);
        }

        value.Type = RegisterKind.InstructionPointer;
        return Check.Ok;
    }

    private static int FixedOffset(in Access access) => unchecked((int)(access.Pointer.VariableOffset + access.Offset));
}
