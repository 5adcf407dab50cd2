using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Kernel.Maps;

/// <summary>
/// Which types of keys and values a map may be created with. Special fields inside values are not judged here. Loaders try a map
/// whose types are refused once more without types.
/// </summary>
internal static class MapTypesCheck
{
    /// <summary>The size of a key that names a cgroup and an attach type.</summary>
    private const uint IsolatedKey = 16;

    /// <summary>Whether the kernel takes the types of a map, which has some.</summary>
    /// <param name="map">The map as it is asked for.</param>
    /// <param name="facts">Of its type.</param>
    public static bool IsTaken(MapDefinition map, MapTypeFacts facts)
    {
        if (map.Types is not { } types || map.ValueType.IsVoid || types.SizeOf(map.ValueType) != map.ValueSize)
        {
            return false;
        }

        BtfType value = types.SkipModifiers(map.ValueType);
        return map.KeyType.IsVoid
            ? IsKeyless(map, facts, value)
            : types.SizeOf(map.KeyType) == map.KeySize && IsKey(map, facts, types.SkipModifiers(map.KeyType), value);
    }

    private static bool IsKeyless(MapDefinition map, MapTypeFacts facts, BtfType value) => facts.Typing switch
    {
        MapTyping.Array => map.MaxEntries == 1 && facts.HasDirectValues && value.Kind == BtfKind.DataSection,
        MapTyping.Keyless or MapTyping.Anything => true,
        _ => false,
    };

    private static bool IsKey(MapDefinition map, MapTypeFacts facts, BtfType key, BtfType value)
    {
        BtfSpec types = map.Types!;
        return facts.Typing switch
        {
            MapTyping.KeyNeeded or MapTyping.Anything => true,
            MapTyping.Array or MapTyping.IntegerKey => IsWholeInteger(types, key, 4),
            MapTyping.JumpTable => IsWholeInteger(types, key, 4) && IsWholeInteger(types, value, 8),
            MapTyping.StructKey => key.Kind == BtfKind.Struct,
            MapTyping.CgroupKey => map.KeySize == IsolatedKey ? IsIsolatedKey(types, key) : IsWholeInteger(types, key, 8),
            _ => false,
        };
    }

    private static bool IsIsolatedKey(BtfSpec types, BtfType key) =>
        key is { Kind: BtfKind.Struct, Count: 2 }
        && IsPlainMember(types, types.Member(key, 0), 0, 8) && IsPlainMember(types, types.Member(key, 1), 8, 4);

    private static bool IsPlainMember(BtfSpec types, BtfMember member, int offset, int size) =>
        member.BitOffset == offset * 8 && member.BitFieldSize == 0 && IsWholeInteger(types, types.SkipModifiers(member.Type), size);

    private static bool IsWholeInteger(BtfSpec types, BtfType type, int size) =>
        type.Kind == BtfKind.Int && type.Size == size && types.Integer(type) is { BitOffset: 0 } integer && integer.Bits == size * 8;
}
