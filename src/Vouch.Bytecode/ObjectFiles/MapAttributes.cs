using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>
/// The attributes of a map definition. C has no way to keep a number in a type except as an array's length, so
/// <c>int (*max_entries)[64]</c> says 64; <c>__ulong</c> attributes use an enumerator's value instead.
/// </summary>
internal sealed record MapAttributes
{
    private const int PinByName = 1;

    public MapType Type { get; private init; }

    public uint KeySize { get; private init; }

    public uint ValueSize { get; private init; }

    public uint MaxEntries { get; private init; }

    public uint Flags { get; private init; }

    public ulong Extra { get; private init; }

    public uint NumaNode { get; private init; }

    public BtfTypeId KeyType { get; private init; }

    public BtfTypeId ValueType { get; private init; }

    public MapAttributes? Inner { get; private init; }

    /// <summary>Reads the members of a definition's struct.</summary>
    /// <exception cref="BadInputException">A member that is unknown, malformed or contradicts another.</exception>
    public static MapAttributes Read(BtfSpec types, in BtfType definition, string mapName) => Read(types, definition, mapName, isInner: false);

    private static MapAttributes Read(BtfSpec types, in BtfType definition, string mapName, bool isInner)
    {
        MapAttributes attributes = new();
        for (int index = 0; index < definition.Count; index++)
        {
            BtfMember member = types.Member(definition, index);
            MemberReader reader = new(types, member, mapName);
            attributes = reader.Name switch
            {
                "type" => attributes with { Type = (MapType)reader.Number() },
                "max_entries" => attributes with { MaxEntries = reader.Number() },
                "map_flags" => attributes with { Flags = reader.Number() },
                "numa_node" => attributes with { NumaNode = reader.Number() },
                "key_size" => attributes with { KeySize = reader.Agreed(reader.Number(), attributes.KeySize) },
                "value_size" => attributes with { ValueSize = reader.Agreed(reader.Number(), attributes.ValueSize) },
                "key" => attributes with { KeySize = reader.Agreed(reader.TargetSize(), attributes.KeySize), KeyType = reader.Target() },
                "value" => attributes with { ValueSize = reader.Agreed(reader.TargetSize(), attributes.ValueSize), ValueType = reader.Target() },
                "map_extra" => attributes with { Extra = reader.LongNumber() },
                "pinning" when isInner => throw reader.Bad("an inner map cannot be pinned"),
                "pinning" => reader.Number() <= PinByName ? attributes : throw reader.Bad("unknown way of pinning"),
                "values" when isInner => throw reader.Bad("inner maps nest once only"),
                "values" when index != definition.Count - 1 => throw reader.Bad("must be the last member"),
                "values" => attributes.WithValues(reader),
                _ => throw reader.Bad("is not an attribute of maps"),
            };
        }

        return attributes.Type != MapType.Unspec
            ? attributes
            : throw new BadInputException($"map '{mapName}': its type is not given", section: ".maps");
    }

    /// <summary>An array of pointers to inner maps, or to the programs of a program array.</summary>
    private MapAttributes WithValues(MemberReader reader)
    {
        const uint HandleSize = 4;
        bool holdsMaps = Type is MapType.ArrayOfMaps or MapType.HashOfMaps;
        if (!holdsMaps && Type != MapType.ProgArray)
        {
            throw reader.Bad("belongs to maps of maps and program arrays");
        }

        MapAttributes outer = this with { ValueSize = reader.Agreed(HandleSize, ValueSize) };
        BtfType pointee = reader.ElementPointee();
        if (!holdsMaps)
        {
            return pointee.Kind == BtfKind.FunctionPrototype ? outer : throw reader.Bad("must point to functions");
        }

        return pointee.Kind == BtfKind.Struct
            ? outer with { Inner = Read(reader.Types, pointee, reader.MapName + ".inner", isInner: true) }
            : throw reader.Bad("must point to map definitions");
    }

    /// <summary>Reads one member of a definition in its different spellings.</summary>
    private readonly struct MemberReader(BtfSpec types, BtfMember member, string mapName)
    {
        public BtfSpec Types => types;

        public string MapName => mapName;

        public string Name => types.String(member.NameOffset);

        /// <summary>The length of the array that the member points to.</summary>
        public uint Number()
        {
            BtfType pointer = types.SkipModifiers(member.Type);
            BtfType array = pointer.Kind == BtfKind.Pointer ? types.Type(pointer.Target) : default;
            return array.Kind == BtfKind.Array ? types.Array(array).Count : throw Bad("is not a pointer to an array");
        }

        /// <summary>As <see cref="Number"/>, or the value of an enum's only enumerator.</summary>
        public ulong LongNumber()
        {
            BtfType type = types.SkipModifiers(member.Type);
            if (!type.IsAnyEnum)
            {
                return Number();
            }

            return type.Count == 1 ? unchecked((ulong)types.Enumerator(type, 0).Value) : throw Bad("is not one number");
        }

        public BtfTypeId Target()
        {
            BtfType pointer = types.Type(member.Type);
            return pointer.Kind == BtfKind.Pointer ? pointer.Target : throw Bad("is not a pointer");
        }

        public uint TargetSize()
        {
            long size = types.SizeOf(Target());
            return size is >= 0 and <= uint.MaxValue ? (uint)size : throw Bad("points to a type without size");
        }

        /// <summary>What the elements of a zero-length array of pointers point to.</summary>
        public BtfType ElementPointee()
        {
            BtfType array = types.Type(member.Type);
            if (array.Kind != BtfKind.Array || types.Array(array).Count != 0)
            {
                throw Bad("is not an array of unknown length");
            }

            BtfType pointer = types.SkipModifiers(types.Array(array).Element);
            return pointer.Kind == BtfKind.Pointer ? types.SkipModifiers(pointer.Target) : throw Bad("does not hold pointers");
        }

        public uint Agreed(uint size, uint before) =>
            before == 0 || before == size ? size : throw Bad("contradicts the size given before");

        public BadInputException Bad(string what) => new($"map '{mapName}': attribute '{Name}' {what}", section: ".maps");
    }
}
