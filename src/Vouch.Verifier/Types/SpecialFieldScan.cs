using System;
using System.Collections.Generic;
using System.Numerics;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>A special field as found in BTF, before what it points to or contains is looked up.</summary>
/// <param name="Kind">Exactly one bit.</param>
/// <param name="Offset">Bytes.</param>
/// <param name="Target">Kptrs: the struct pointed to. Graph roots: the struct contained.</param>
/// <param name="NodeName">Graph roots: the member that links the contained objects.</param>
internal readonly record struct FoundField(SpecialFieldKind Kind, int Offset, BtfTypeId Target = default, string NodeName = "");

/// <summary>
/// Looks for special fields in a struct or in the variables of a data section, nested structs and arrays included. Broken
/// arrangements make the scan fail as a whole.
/// </summary>
internal sealed class SpecialFieldScan(BtfSpec types, SpecialFieldKind wanted)
{
    private const int MaxDepth = 32;
    private const string ContainsTag = "contains:";

    private SpecialFieldKind seen;

    /// <summary>The fields in order of members, or null when the arrangement is not allowed.</summary>
    public List<FoundField>? Find(BtfType owner)
    {
        List<FoundField> found = new(8);
        bool isGood = owner.Kind switch
        {
            BtfKind.Struct => ScanMembers(owner, found, 0),
            BtfKind.DataSection => ScanVariables(owner, found),
            _ => false,
        };
        return isGood ? found : null;
    }

    private bool ScanMembers(BtfType owner, List<FoundField> found, int depth)
    {
        for (int i = 0; i < owner.Count; i++)
        {
            BtfMember member = types.Member(owner, i);
            if (member.BitOffset % 8 != 0 || !ScanField(new Place(owner.Id, i, member.BitOffset / 8, 0), member.Type, found, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool ScanVariables(BtfType section, List<FoundField> found)
    {
        for (int i = 0; i < section.Count; i++)
        {
            BtfSectionVariable variable = types.SectionVariable(section, i);
            Place place = new(variable.Variable, -1, (int)variable.Offset, variable.Size);
            if (!ScanField(place, types.Type(variable.Variable).Target, found, 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Scans one member or variable; false when it holds something broken.</summary>
    private bool ScanField(Place place, BtfTypeId typeId, List<FoundField> found, int depth)
    {
        BtfType type = types.Type(typeId);
        uint count = 1;
        for (int i = 0; type.Kind == BtfKind.Array; i++)
        {
            if (i == MaxDepth)
            {
                return false;
            }

            BtfArray array = types.Array(type);
            count = unchecked(count * array.Count);
            type = types.Type(array.Element);
        }

        if (count == 0)
        {
            return true;
        }

        if (SpecialFieldKinds.TryGet(types.NameOf(type), wanted, out SpecialFieldShape shape))
        {
            bool isSecond = shape.IsUnique && (seen & shape.Kind) != 0;
            seen |= shape.IsUnique ? shape.Kind : 0;
            return !isSecond && ScanShape(place, type, shape, count, found);
        }

        if (type.Kind == BtfKind.Struct)
        {
            return !place.Fits(type.SizeOrType, count) || ScanNested(place, type, count, found, depth + 1);
        }

        return (wanted & (SpecialFieldKind.AnyKptr | SpecialFieldKind.UserPointer)) == 0
            || !place.Fits(SpecialFieldKinds.PointerSize, count) || place.Offset % SpecialFieldKinds.PointerSize != 0
            || ScanPointer(place, type, count, found);
    }

    private bool ScanNested(Place place, BtfType type, uint count, List<FoundField> found, int depth)
    {
        if (depth >= MaxDepth)
        {
            return false;
        }

        int first = found.Count;
        if (!ScanMembers(type, found, depth))
        {
            return false;
        }

        for (int i = first; i < found.Count; i++)
        {
            found[i] = found[i] with { Offset = found[i].Offset + place.Offset };
        }

        return found.Count == first || Repeat(found, first, count, type.SizeOrType);
    }

    private bool ScanShape(Place place, BtfType type, SpecialFieldShape shape, uint count, List<FoundField> found)
    {
        if (!place.Fits((uint)shape.Size, count) || place.Offset % shape.Alignment != 0
            || type.Kind != BtfKind.Struct || type.SizeOrType != shape.Size)
        {
            return true;
        }

        FoundField field = new(shape.Kind, place.Offset);
        if ((shape.Kind & SpecialFieldKind.GraphRoot) != 0 && !TryReadContents(place, ref field))
        {
            return false;
        }

        found.Add(field);
        return Repeat(found, found.Count - 1, count, (uint)shape.Size);
    }

    /// <summary>What a list head or tree root contains: <c>contains:STRUCT:MEMBER</c>, a tag on the member or variable.</summary>
    private bool TryReadContents(Place place, ref FoundField field)
    {
        string? contents = null;
        foreach (BtfTypeId id in types.DeclarationTagsOf(place.Owner))
        {
            BtfType tag = types.Type(id);
            string value = types.NameOf(tag);
            if (types.DeclarationTagComponent(tag) == place.Component && value.StartsWith(ContainsTag, StringComparison.Ordinal))
            {
                if (contents is not null)
                {
                    return false;
                }

                contents = value[ContainsTag.Length..];
            }
        }

        int colon = contents?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || colon == contents!.Length - 1 || types.Find(contents.AsSpan(0, colon), BtfKind.Struct) is not { } contained)
        {
            return false;
        }

        field = field with { Target = contained, NodeName = contents[(colon + 1)..] };
        return true;
    }

    private bool ScanPointer(Place place, BtfType type, uint count, List<FoundField> found)
    {
        if (!TryReadPointer(types, type, wanted, out FoundField field))
        {
            return false;
        }

        if (field.Kind == SpecialFieldKind.None)
        {
            return true;
        }

        found.Add(field with { Offset = place.Offset });
        return Repeat(found, found.Count - 1, count, SpecialFieldKinds.PointerSize);
    }

    /// <summary>Reads the tags of a pointer; false when they are broken, and kind none when it is an ordinary pointer.</summary>
    public static bool TryReadPointer(BtfSpec types, BtfType type, SpecialFieldKind wanted, out FoundField field)
    {
        field = default;
        type = type.Kind == BtfKind.Volatile ? types.Type(type.Target) : type;
        if (type.Kind != BtfKind.Pointer)
        {
            return true;
        }

        SpecialFieldKind kinds = SpecialFieldKind.None;
        BtfTypeId target = type.Target;
        type = types.Type(target);
        while (type.IsModifier)
        {
            kinds |= type.Kind == BtfKind.TypeTag && !type.KindFlag ? SpecialFieldKinds.OfTag(types.NameOf(type)) : 0;
            target = type.Target;
            type = types.Type(target);
        }

        if (BitOperations.PopCount((uint)kinds) > 1)
        {
            return false;
        }

        if ((kinds & wanted) == 0)
        {
            return true;
        }

        field = new FoundField(kinds, 0, target);
        return type.Kind == BtfKind.Struct;
    }

    /// <summary>Repeats the fields from an index on for the other elements of an array; only kptrs and graph roots may repeat.</summary>
    private static bool Repeat(List<FoundField> found, int first, uint count, uint elementSize)
    {
        int fields = found.Count - first;
        if (found.Count > SpecialFieldKinds.MaxFields || first + ((long)fields * count) > SpecialFieldKinds.MaxFields)
        {
            return false;
        }

        for (int i = first; count > 1 && i < first + fields; i++)
        {
            if ((found[i].Kind & (SpecialFieldKind.AnyKptr | SpecialFieldKind.UserPointer | SpecialFieldKind.GraphRoot)) == 0)
            {
                return false;
            }
        }

        for (uint element = 1; element < count; element++)
        {
            for (int i = first; i < first + fields; i++)
            {
                found.Add(found[i] with { Offset = found[i].Offset + (int)(element * elementSize) });
            }
        }

        return true;
    }

    /// <summary>Where a field lies: its owner (struct or variable), the component that tags name, and the size a section gives it.</summary>
    private readonly record struct Place(BtfTypeId Owner, int Component, int Offset, uint ExpectedSize)
    {
        public bool Fits(uint size, uint count) => ExpectedSize == 0 || ExpectedSize == unchecked(size * count);
    }
}
