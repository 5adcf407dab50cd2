using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Objects;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>The special fields of map values, and which map types may hold them.</summary>
internal static class MapFields
{
    private const uint RestrictedForPrograms = (1u << 7) | (1u << 8);

    /// <summary>
    /// The special fields of a map's values, or null when there are none. A map whose type information the kernel refuses is
    /// made without: the loader tries again so.
    /// </summary>
    public static SpecialFields? Of(Session session, MapDefinition map)
    {
        if (map.Types is not { } types || map.ValueType.IsVoid || types.IsKernel)
        {
            return null;
        }

        BtfType value = types.SkipModifiers(map.ValueType);
        if (value.Kind is not (BtfKind.Struct or BtfKind.DataSection) || types.SizeOf(value.Id) != map.ValueSize)
        {
            return null;
        }

        SpecialFields? record = SpecialFieldReader.Read(session, types, value, SpecialFieldKinds.OfMaps, map.ValueSize, out _);
        return record is not null && session.IsBpfCapable && (map.Flags & RestrictedForPrograms) == 0
            && IsHeldBy(map.Type, record) && session.StructFieldsOf(types).TryLink(record, types, session)
            ? record
            : null;
    }

    private static bool IsHeldBy(MapType map, SpecialFields record)
    {
        foreach (SpecialField field in record.Fields)
        {
            if (!IsHeldBy(map, field.Kind))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHeldBy(MapType map, SpecialFieldKind kind)
    {
        bool isStorage = map is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage;
        bool isPlain = map is MapType.Hash or MapType.Rhash or MapType.Array;
        return kind switch
        {
            SpecialFieldKind.SpinLock or SpecialFieldKind.ResilientSpinLock =>
                isPlain || isStorage || map == MapType.CgroupStorageDeprecated,
            SpecialFieldKind.Timer or SpecialFieldKind.WorkQueue or SpecialFieldKind.TaskWork => isPlain || map == MapType.LruHash,
            SpecialFieldKind.KptrUntrusted or SpecialFieldKind.KptrReferenced or SpecialFieldKind.KptrPercpu
                or SpecialFieldKind.RefCount => isPlain || isStorage
                    || map is MapType.PercpuHash or MapType.LruHash or MapType.LruPercpuHash or MapType.PercpuArray,
            SpecialFieldKind.UserPointer => map == MapType.TaskStorage,
            SpecialFieldKind.ListHead or SpecialFieldKind.RbRoot => map is MapType.Hash or MapType.LruHash or MapType.Array,
            _ => false,
        };
    }
}
