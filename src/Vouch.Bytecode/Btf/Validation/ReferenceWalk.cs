using System.Numerics;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>Where a walk along references stands: its stack, what it has seen, and what everything it finished came to.</summary>
internal sealed class ReferenceWalk(RawBtf btf)
{
    private const int MaximumDepth = 32;

    private readonly Progress[] progress = new Progress[btf.TypeLimit];
    private readonly int[] resolvedTypes = new int[btf.TypeLimit];
    private readonly uint[] resolvedSizes = new uint[btf.TypeLimit];
    private readonly Vertex[] stack = new Vertex[MaximumDepth];
    private int depth;
    private Mode mode;

    private enum Progress : byte
    {
        NotVisited,
        Visited,
        Resolved,
    }

    /// <summary>Which kinds end a walk.</summary>
    private enum Mode
    {
        Undecided,
        Pointer,
        StructOrArray,
    }

    /// <summary>A type on the way, and how many of its elements were walked into.</summary>
    internal struct Vertex
    {
        public BtfType Type;
        public int NextElement;
    }

    public bool IsDone => depth == 0;

    public ref Vertex Top => ref stack[depth - 1];

    /// <summary>The size of an array that was resolved.</summary>
    public uint SizeOf(BtfTypeId array) => resolvedSizes[array.Value];

    public bool IsResolved(BtfTypeId id) => progress[id.Value] == Progress.Resolved;

    public static bool NeedsResolution(in BtfType type) => type.IsModifier || type.IsStructOrUnion
        || type.Kind is BtfKind.Pointer or BtfKind.Array or BtfKind.Variable or BtfKind.Function or BtfKind.DeclarationTag or BtfKind.DataSection;

    /// <summary>Variables, tags and sections refer to others; nothing may refer to them as to a type.</summary>
    public static bool IsOnlyReferring(in BtfType type) => type.Kind is BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.DataSection;

    /// <summary>An integer of whole bytes, 1 to 16 and a power of two of them.</summary>
    public static bool IsRegularInteger(RawBtf btf, in BtfType type)
    {
        uint encoding = btf.IntegerEncoding(type), bits = encoding & 0xff;
        return bits % 8 == 0 && ((encoding >> 16) & 0xff) == 0 && bits <= 128 && BitOperations.IsPow2(bits / 8);
    }

    public static bool HasNoSize(in BtfType type) =>
        type.Kind is BtfKind.Void or BtfKind.Forward or BtfKind.Function or BtfKind.FunctionPrototype or BtfKind.DeclarationTag;

    /// <summary>The type that a resolved reference came to.</summary>
    public BtfTypeId ResolvedType(BtfTypeId id) => new(resolvedTypes[id.Value]);

    /// <summary>The concrete type behind a resolved one, and its size; false when it has none.</summary>
    public bool TrySize(ref BtfTypeId id, out uint size)
    {
        size = 0;
        BtfType type = btf.Type(id);
        if (HasNoSize(type))
        {
            return false;
        }

        BtfTypeId at = id;
        if (type.IsModifier || type.Kind == BtfKind.Variable)
        {
            at = new BtfTypeId(resolvedTypes[id.Value]);
            type = btf.Type(at);
        }

        switch (type.Kind)
        {
            case BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.DataSection or BtfKind.Float:
                size = type.SizeOrType;
                break;
            case BtfKind.Array:
                size = resolvedSizes[at.Value];
                break;
            case BtfKind.Pointer:
                size = 8;
                break;
            default:
                return false;
        }

        id = at;
        return true;
    }

    /// <summary>Forgets the way, not what was found on it.</summary>
    public void Restart()
    {
        mode = Mode.Undecided;
        depth = 0;
    }

    /// <summary>Sections go through their variables each with a free choice of what ends the walk.</summary>
    public void ForgetMode() => mode = Mode.Undecided;

    public bool IsPending(in BtfType type) => !EndsWalk(type) && !IsResolved(type.Id);

    /// <summary>
    /// A modifier resolved within a struct's walk may have stopped at a pointer. Coming from a pointer or variable the walk goes on from there,
    /// so that a pointer leading back to itself is found.
    /// </summary>
    public bool IsPendingPointer(ref BtfType next)
    {
        if (!next.IsModifier)
        {
            return false;
        }

        BtfType behind = btf.Type(new BtfTypeId(resolvedTypes[next.Id.Value]));
        if (behind.Kind != BtfKind.Pointer || !IsPending(behind))
        {
            return false;
        }

        next = behind;
        return true;
    }

    private bool EndsWalk(in BtfType type) => mode switch
    {
        Mode.Pointer => !type.IsModifier && type.Kind != BtfKind.Pointer,
        Mode.StructOrArray => !type.IsModifier && !type.IsStructOrUnion && type.Kind != BtfKind.Array,
        _ => !NeedsResolution(type),
    };

    public BtfProblem? Push(in BtfType type)
    {
        if (depth == MaximumDepth)
        {
            return new BtfProblem(BtfProblem.TooBig, string.Empty);
        }

        if (progress[type.Id.Value] != Progress.NotVisited)
        {
            return new BtfProblem(BtfProblem.Exists, string.Empty);
        }

        progress[type.Id.Value] = Progress.Visited;
        stack[depth++] = new Vertex { Type = type };
        if (mode == Mode.Undecided)
        {
            mode = type.Kind == BtfKind.Pointer ? Mode.Pointer
                : type.IsStructOrUnion || type.Kind == BtfKind.Array ? Mode.StructOrArray
                : Mode.Undecided;
        }

        return null;
    }

    public void Pop(BtfTypeId resolved, uint size)
    {
        int id = stack[--depth].Type.Id.Value;
        resolvedTypes[id] = resolved.Value;
        resolvedSizes[id] = size;
        progress[id] = Progress.Resolved;
    }
}
