using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>The special fields of map values, and which map types may hold them.</summary>
internal static class MapFields
{
    private const MapFlags RestrictedForPrograms = MapFlags.ReadOnlyForPrograms | MapFlags.WriteOnlyForPrograms;

    /// <summary>
    /// The map as the kernel makes it: a map whose type information it refuses is made without, since the loader tries again so.
    /// </summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="permissions">What the loader may do.</param>
    /// <param name="structFields">Special fields of structs.</param>
    /// <param name="map">The map as it is asked for.</param>
    /// <param name="fields">The special fields of its values, or null when there are none.</param>
    public static MapDefinition AsCreated(ProgramFacts facts, Permissions permissions, StructFieldTables structFields, MapDefinition map, out SpecialFields? fields)
    {
        fields = null;
        if (map.Types is not { } types || types.IsKernel || map.Type == MapType.StructOps || (map.KeyType.IsVoid && map.ValueType.IsVoid))
        {
            return map;
        }

        MapDefinition untyped = map with { Types = null, KeyType = BtfTypeId.Void, ValueType = BtfTypeId.Void };
        if (!facts.Program.Kernel.Maps.TakesTypesOf(map))
        {
            return untyped;
        }

        BtfType value = types.SkipModifiers(map.ValueType);
        SpecialFields? record = value.Kind is BtfKind.Struct or BtfKind.DataSection
            ? SpecialFieldReader.Read(facts, types, value, SpecialFieldKinds.OfMaps, map.ValueSize, out _)
            : null;
        if (record is null)
        {
            return map;
        }

        if (!permissions.IsBpfCapable || ((MapFlags)map.Flags & RestrictedForPrograms) != 0 || !IsHeldBy(map.Type, record)
            || !structFields.Of(types).TryLink(record, types, facts))
        {
            return untyped;
        }

        fields = record;
        return map;
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
