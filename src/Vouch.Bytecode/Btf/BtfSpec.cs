using System;

namespace Vouch.Bytecode.Btf;

/// <summary>
/// The types of one object, kernel or module. Read-only and safe to share between threads.
/// Numbers of split BTF start behind its base's; lookups by number fall through to the base.
/// </summary>
public abstract class BtfSpec
{
    /// <summary>What the kernel calls it: <c>vmlinux</c>, a module's name, or empty for a program's own BTF.</summary>
    public abstract string Name { get; }

    /// <summary>The BTF this one is split from, or null.</summary>
    public abstract BtfSpec? Base { get; }

    /// <summary>One past the last type number (base included).</summary>
    public abstract int TypeLimit { get; }

    /// <summary>The first type number that is this one's own: 1, or the base's <see cref="TypeLimit"/>.</summary>
    public abstract int FirstOwnType { get; }

    /// <summary>True for the kernel's or a module's BTF, false for a program's.</summary>
    public abstract bool IsKernel { get; }

    /// <summary>The type of a number in [0, <see cref="TypeLimit"/>); out of range gives void.</summary>
    public abstract BtfType Type(BtfTypeId id);

    /// <summary>The string at an offset of the (shared) string table; empty when out of range.</summary>
    public abstract string String(uint offset);

    /// <summary>A member of a struct or union; the index lies in [0, count).</summary>
    public abstract BtfMember Member(in BtfType type, int index);

    /// <summary>A parameter of a function prototype; the index lies in [0, count).</summary>
    public abstract BtfParameter Parameter(in BtfType prototype, int index);

    /// <summary>Element, index and length of an array.</summary>
    public abstract BtfArray Array(in BtfType array);

    /// <summary>An enumerator of either kind of enum; the index lies in [0, count).</summary>
    public abstract BtfEnumerator Enumerator(in BtfType enumeration, int index);

    /// <summary>A variable of a data section; the index lies in [0, count).</summary>
    public abstract BtfSectionVariable SectionVariable(in BtfType section, int index);

    /// <summary>How an integer is encoded.</summary>
    public abstract BtfInteger Integer(in BtfType integer);

    /// <summary>Linkage of a variable (functions carry theirs in <see cref="BtfType.FunctionLinkage"/>).</summary>
    public abstract BtfLinkage VariableLinkage(in BtfType variable);

    /// <summary>The component index of a declaration tag: -1 means the whole target.</summary>
    public abstract int DeclarationTagComponent(in BtfType tag);

    /// <summary>The first type of this name and kind, own types before the base's; null when there is none.</summary>
    public abstract BtfTypeId? Find(ReadOnlySpan<char> name, BtfKind kind);

    /// <summary>All types of this name whatever their kind (CO-RE candidates), own types only. The order is by number.</summary>
    public abstract System.Collections.Generic.IReadOnlyList<BtfTypeId> FindAll(ReadOnlySpan<char> name);

    /// <summary>All own types whose name without its flavour suffix (see <see cref="Flavor"/>) is this one. The order is by number.</summary>
    public abstract System.Collections.Generic.IReadOnlyList<BtfTypeId> FindFlavors(ReadOnlySpan<char> essentialName);

    /// <summary>The declaration tags on a type, in order of number (own types only).</summary>
    public abstract BtfTypeId[] DeclarationTagsOf(BtfTypeId target);

    /// <summary>The name of a type; empty for anonymous ones.</summary>
    public string NameOf(in BtfType type) => String(type.NameOffset);

    /// <summary>The name of a type by its number; empty for anonymous ones.</summary>
    public string NameOf(BtfTypeId id) => String(Type(id).NameOffset);

    /// <summary>The type behind typedefs, qualifiers and type tags.</summary>
    public BtfType SkipModifiers(BtfTypeId id)
    {
        BtfType type = Type(id);
        while (type.IsModifier)
        {
            type = Type(type.Target);
        }

        return type;
    }

    /// <summary>
    /// Size in bytes of any sized type, following typedefs, arrays and variables; -1 when it has none, or more than 32 bits' worth.
    /// </summary>
    public long SizeOf(BtfTypeId id)
    {
        long elements = 1;
        for (int depth = 0; depth < 32; depth++)
        {
            BtfType type = Type(id);
            switch (type.Kind)
            {
                case BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.DataSection or BtfKind.Float:
                    return Total(elements, type.SizeOrType);
                case BtfKind.Pointer:
                    return Total(elements, 8);
                case BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag:
                    id = type.Target;
                    break;
                case BtfKind.Array:
                    BtfArray array = Array(type);
                    elements = Total(elements, array.Count);
                    if (elements < 0)
                    {
                        return -1;
                    }

                    id = array.Element;
                    break;
                default:
                    return -1;
            }
        }

        return -1;
    }

    // Both factors are below 2^32, so the product cannot wrap before the comparison.
    private static long Total(long elements, long size) => (ulong)elements * (ulong)size <= uint.MaxValue ? elements * size : -1;
}
