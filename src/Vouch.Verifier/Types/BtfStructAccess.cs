using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.Types;

/// <summary>What an access at an offset of a struct hits.</summary>
internal enum BtfTarget
{
    /// <summary>Nothing that may be accessed so; the walk's message says why.</summary>
    Nothing,

    /// <summary>Plain data.</summary>
    Scalar,

    /// <summary>A member that points to a struct.</summary>
    StructPointer,

    /// <summary>A member that points to something else.</summary>
    OtherPointer,

    /// <summary>A nested struct that starts exactly there: the walk can go on in it at offset 0.</summary>
    NestedStruct,
}

/// <summary>
/// Descends from a struct to the member that an access hits, through nested structs, unions and arrays. Members of unions give
/// untrusted pointers, since nothing tells which of them is in use.
/// </summary>
internal ref struct BtfStructAccess(BtfSpec types, bool throughFlexibleArrays)
{
    /// <summary>Structs cannot nest deeper than the kernel resolves; more means a cycle in broken BTF.</summary>
    public const int MaxNesting = 64;

    private readonly BtfSpec types = types;
    private readonly bool throughFlexibleArrays = throughFlexibleArrays;

    /// <summary>All type tags behind a pointer are read, not only the first modifier.</summary>
    public bool SeesAllTags { get; init; } = true;

    private BtfType container;
    private int offset;

    /// <summary>The struct pointed to, or the nested struct (by the number it was declared with, when it lies in an array).</summary>
    public BtfType Found { get; private set; }

    /// <summary>What the way to the member says about a pointer loaded from it; collected over all steps.</summary>
    public TypeFlags Flags { get; private set; }

    /// <summary>Name of the pointer member found last.</summary>
    public string FieldName { get; private set; } = "";

    /// <summary>Why there is nothing.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The error that goes with <see cref="Message"/>.</summary>
    public Errno Error { get; private set; }

    /// <summary>One step: what an access of <paramref name="size"/> bytes at <paramref name="at"/> hits within a struct.</summary>
    public BtfTarget Step(in BtfType start, int at, int size)
    {
        container = start;
        offset = at;
        for (int depth = 0; depth < MaxNesting; depth++)
        {
            container = SkipModifiers(container);
            if (!container.IsStructOrUnion)
            {
                return Fail(Errno.Invalid, $"Type '{NameOf(container)}' is not a struct");
            }

            if (container.Kind == BtfKind.Union && container.Count != 1)
            {
                Flags |= TypeFlags.Untrusted;
            }

            BtfTarget? found = (long)offset + size > container.SizeOrType ? EnterFlexibleArray(size) : FindMember(size);
            if (found is { } target)
            {
                return target;
            }
        }

        return Fail(Errno.Invalid, $"struct {NameOf(container)} nests too deep");
    }

    /// <summary>An access behind the end may lie in an element of a trailing array without length.</summary>
    private BtfTarget? EnterFlexibleArray(int size)
    {
        if (throughFlexibleArrays && container.Count > 0)
        {
            BtfMember last = types.Member(container, container.Count - 1);
            BtfType array = types.SkipModifiers(last.Type);
            int start = last.BitOffset / 8;
            if (array.Kind == BtfKind.Array && types.Array(array).Count == 0 && offset >= start)
            {
                BtfType element = types.SkipModifiers(types.Array(array).Element);
                if (element.Kind == BtfKind.Int)
                {
                    return BtfTarget.Scalar;
                }

                if (element.IsStructOrUnion && element.Size > 0)
                {
                    offset = (offset - start) % element.Size;
                    container = element;
                    return null;
                }
            }
        }

        return Fail(
            Errno.AccessDenied, $"access beyond struct {NameOf(container)} at off {unchecked((uint)offset)} size {unchecked((uint)size)}");
    }

    private BtfTarget? FindMember(int size)
    {
        for (int i = 0; i < container.Count; i++)
        {
            BtfMember member = types.Member(container, i);
            int start = member.BitOffset / 8;
            if (offset + size <= start)
            {
                break;
            }

            if (member.BitFieldSize != 0)
            {
                // Bit fields are plain data when the access covers the whole field; else another member may be meant.
                if (offset <= start && (member.BitOffset + member.BitFieldSize + 7) / 8 <= offset + size)
                {
                    return BtfTarget.Scalar;
                }

                continue;
            }

            if (offset < start)
            {
                break;
            }

            long bytes = types.SizeOf(member.Type);
            if (bytes < 0)
            {
                return Fail(Errno.Fault, $"field {types.String(member.NameOffset)} doesn't have size");
            }

            if (offset < start + bytes)
            {
                return EnterMember(member, start, (int)bytes, size);
            }
        }

        return Fail(Errno.Invalid, $"struct {NameOf(container)} doesn't have field at offset {offset}");
    }

    private BtfTarget? EnterMember(in BtfMember member, int start, int bytes, int size)
    {
        int end = start + bytes;
        BtfType type = types.SkipModifiers(member.Type);
        BtfTypeId found = type.Id;
        if (type.Kind == BtfKind.Array)
        {
            type = InnermostElement(type, out found);

            // The element that the access falls into takes the member's place; its end stays the array's, so that an array of
            // numbers can be used as scratch space.
            bytes = (int)types.SizeOf(found);
            start += (offset - start) / bytes * bytes;
        }

        if (type.IsStructOrUnion)
        {
            if (offset == start)
            {
                Found = types.Type(found);
                return BtfTarget.NestedStruct;
            }

            offset -= start;
            container = type;
            return null;
        }

        if (type.Kind == BtfKind.Pointer)
        {
            return EnterPointer(member, type, start, bytes, size);
        }

        return offset + size > end && (Flags & TypeFlags.Untrusted) == 0
            ? Fail(
                Errno.AccessDenied,
                $"access beyond the end of member {types.String(member.NameOffset)} (mend:{end}) in struct {NameOf(container)} with off {offset} size {size}")
            : BtfTarget.Scalar;
    }

    private BtfTarget EnterPointer(in BtfMember member, in BtfType pointer, int start, int bytes, int size)
    {
        string name = types.String(member.NameOffset);
        if (bytes != size || offset != start)
        {
            return Fail(
                Errno.AccessDenied,
                $"cannot access ptr member {name} with moff {start} in struct {NameOf(container)} with off {offset} size {size}");
        }

        const TypeFlags tags = TypeFlags.User | TypeFlags.Percpu | TypeFlags.Rcu;
        if (!BtfTypeTags.TryFollow(types, pointer, tags, SeesAllTags, out TypeFlags flags, out BtfType target))
        {
            return Fail(Errno.Invalid, "type 'PTR' has multiple type tags");
        }

        if (!target.IsStructOrUnion)
        {
            return BtfTarget.OtherPointer;
        }

        Found = target;
        Flags |= flags;
        FieldName = name;
        return BtfTarget.StructPointer;
    }

    /// <summary>What arrays of any dimensions are made of, and the number it is declared with (a typedef's, perhaps).</summary>
    private readonly BtfType InnermostElement(BtfType array, out BtfTypeId declared)
    {
        BtfType type = array;
        do
        {
            declared = types.Array(type).Element;
            type = types.SkipModifiers(declared);
        }
        while (type.Kind == BtfKind.Array);

        return type;
    }

    private readonly BtfType SkipModifiers(in BtfType type) => type.IsModifier ? types.SkipModifiers(type.Target) : type;

    private readonly string NameOf(in BtfType type) => type.NameOffset == 0 ? "(anon)" : types.NameOf(type);

    private BtfTarget Fail(Errno error, string message)
    {
        Error = error;
        Message = message;
        return BtfTarget.Nothing;
    }
}
