using System.Globalization;
using System.Numerics;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>
/// Follows references depth first, as the kernel does: every type must come to something concrete, no chain may be deeper than 32,
/// and nothing may contain itself except by pointer. Within a pointer's chain structs end the walk, within a struct's chain pointers do.
/// </summary>
internal sealed class BtfResolution
{
    private const int MaximumDepth = 32;

    private readonly RawBtf btf;
    private readonly BtfMemberCheck members;
    private readonly Progress[] progress;
    private readonly int[] resolvedTypes;
    private readonly uint[] resolvedSizes;
    private readonly Vertex[] stack = new Vertex[MaximumDepth];
    private int depth;
    private Mode mode;

    public BtfResolution(RawBtf btf)
    {
        this.btf = btf;
        members = new BtfMemberCheck(btf, this);
        progress = new Progress[btf.TypeLimit];
        resolvedTypes = new int[btf.TypeLimit];
        resolvedSizes = new uint[btf.TypeLimit];
    }

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

    private struct Vertex
    {
        public BtfType Type;
        public int NextElement;
    }

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

    /// <summary>Resolves one type and all it depends on; null means fine.</summary>
    public BtfProblem? Resolve(in BtfType start)
    {
        mode = Mode.Undecided;
        depth = 0;
        BtfProblem? problem = Push(start);
        while (problem is null && depth > 0)
        {
            problem = Step(stack[depth - 1]);
        }

        return problem switch
        {
            { Errno: BtfProblem.TooBig } => BtfLogLine.OfType(btf, start, "Exceeded max resolving depth:32", BtfProblem.TooBig),
            { Errno: BtfProblem.Exists } => BtfLogLine.OfType(btf, start, "Loop detected", BtfProblem.Exists),
            _ => problem,
        };
    }

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

    private BtfProblem? Step(in Vertex vertex) => vertex.Type.Kind switch
    {
        BtfKind.Pointer => StepReference(vertex.Type, followsPointers: true),
        BtfKind.Struct or BtfKind.Union => StepComposite(vertex),
        BtfKind.Array => StepArray(vertex.Type),
        BtfKind.Variable => StepVariable(vertex.Type),
        BtfKind.Function => StepFunction(vertex.Type),
        BtfKind.DeclarationTag => StepTag(vertex.Type),
        BtfKind.DataSection => StepSection(vertex),
        _ => StepReference(vertex.Type, followsPointers: false),
    };

    private BtfProblem? StepReference(in BtfType type, bool followsPointers)
    {
        BtfTypeId id = type.Target;
        BtfType next = btf.Type(id);
        if (IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (IsPending(next) || (followsPointers && IsPendingPointer(ref next)))
        {
            return Push(next);
        }

        if (!TrySize(ref id, out _))
        {
            if (IsResolved(id))
            {
                id = new BtfTypeId(resolvedTypes[id.Value]);
                next = btf.Type(id);
            }

            // "typedef void nothing", pointers to functions and to types never defined.
            if (next.Kind is not (BtfKind.Void or BtfKind.Forward or BtfKind.FunctionPrototype))
            {
                return Refuse(type, "Invalid type_id");
            }
        }

        Pop(id, 0);
        return null;
    }

    private BtfProblem? StepVariable(in BtfType type)
    {
        BtfTypeId id = type.Target;
        BtfType next = btf.Type(id);
        if (IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (IsPending(next) || IsPendingPointer(ref next))
        {
            return Push(next);
        }

        if (!TrySize(ref id, out _))
        {
            return Refuse(type, "Invalid type_id");
        }

        Pop(id, 0);
        return null;
    }

    private BtfProblem? StepArray(in BtfType type)
    {
        BtfArray array = btf.Array(type);
        BtfTypeId index = array.Index, element = array.Element;
        BtfType next = btf.Type(index);
        if (HasNoSize(next) || IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid index");
        }

        if (IsPending(next))
        {
            return Push(next);
        }

        if (!TrySize(ref index, out _) || btf.Type(index) is not { Kind: BtfKind.Int } integer || !IsRegularInteger(btf, integer))
        {
            return Refuse(type, "Invalid index");
        }

        next = btf.Type(element);
        if (HasNoSize(next) || IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid elem");
        }

        if (IsPending(next))
        {
            return Push(next);
        }

        if (!TrySize(ref element, out uint size))
        {
            return Refuse(type, "Invalid elem");
        }

        next = btf.Type(element);
        if (next.Kind == BtfKind.Int && !IsRegularInteger(btf, next))
        {
            return Refuse(type, "Invalid array of int");
        }

        if ((ulong)size * array.Count > uint.MaxValue)
        {
            return Refuse(type, "Array size overflows U32_MAX");
        }

        Pop(element, size * array.Count);
        return null;
    }

    private BtfProblem? StepComposite(in Vertex vertex)
    {
        BtfType type = vertex.Type;

        // The member that was pushed last time is resolved by now and is looked at before the next one.
        if (vertex.NextElement > 0 && members.Check(type, vertex.NextElement - 1) is BtfProblem late)
        {
            return late;
        }

        for (int i = vertex.NextElement; i < type.Count; i++)
        {
            BtfType next = btf.Type(btf.Member(type, i).Type);
            if (HasNoSize(next) || IsOnlyReferring(next))
            {
                return BtfLogLine.OfMember(btf, type, i, "Invalid member");
            }

            if (IsPending(next))
            {
                stack[depth - 1].NextElement = i + 1;
                return Push(next);
            }

            if (members.Check(type, i) is BtfProblem problem)
            {
                return problem;
            }
        }

        Pop(BtfTypeId.Void, 0);
        return null;
    }

    private BtfProblem? StepFunction(in BtfType type)
    {
        BtfType prototype = btf.Type(type.Target);
        for (int i = 0; i < prototype.Count; i++)
        {
            BtfParameter parameter = btf.Parameter(prototype, i);
            if (parameter.NameOffset == 0 && !parameter.Type.IsVoid)
            {
                return Refuse(type, string.Create(CultureInfo.InvariantCulture, $"Invalid arg#{i + 1}"));
            }
        }

        Pop(type.Target, 0);
        return null;
    }

    private BtfProblem? StepTag(in BtfType type)
    {
        BtfType next = btf.Type(type.Target);
        if (!next.IsStructOrUnion && next.Kind is not (BtfKind.Function or BtfKind.Variable or BtfKind.Typedef))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (IsPending(next))
        {
            return Push(next);
        }

        int component = btf.DeclarationTagComponent(type);
        if (component != -1)
        {
            // Of a function the parameters count, which its prototype holds.
            BtfType whole = next.Kind == BtfKind.Function ? btf.Type(next.Target) : next;
            if (next.Kind is BtfKind.Variable or BtfKind.Typedef || component >= whole.Count)
            {
                return Refuse(type, "Invalid component_idx");
            }
        }

        Pop(type.Target, 0);
        return null;
    }

    private BtfProblem? StepSection(in Vertex vertex)
    {
        mode = Mode.Undecided;
        for (int i = vertex.NextElement; i < vertex.Type.Count; i++)
        {
            BtfSectionVariable variable = btf.SectionVariable(vertex.Type, i);
            BtfType next = btf.Type(variable.Variable);
            if (next.Kind != BtfKind.Variable)
            {
                return BtfLogLine.OfSectionVariable(variable, "Not a VAR kind member");
            }

            if (IsPending(next))
            {
                stack[depth - 1].NextElement = i + 1;
                return Push(next);
            }

            BtfTypeId id = next.Target;
            if (!TrySize(ref id, out uint size))
            {
                return BtfLogLine.OfSectionVariable(variable, "Invalid type");
            }

            if (variable.Size < size)
            {
                return BtfLogLine.OfSectionVariable(variable, "Invalid size");
            }
        }

        Pop(BtfTypeId.Void, 0);
        return null;
    }

    private bool IsPending(in BtfType type) => !EndsWalk(type) && !IsResolved(type.Id);

    /// <summary>
    /// A modifier resolved within a struct's walk may have stopped at a pointer. Coming from a pointer or variable the walk goes on from there,
    /// so that a pointer leading back to itself is found.
    /// </summary>
    private bool IsPendingPointer(ref BtfType next)
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

    private BtfProblem? Push(in BtfType type)
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

    private void Pop(BtfTypeId resolved, uint size)
    {
        int id = stack[--depth].Type.Id.Value;
        resolvedTypes[id] = resolved.Value;
        resolvedSizes[id] = size;
        progress[id] = Progress.Resolved;
    }

    private BtfProblem Refuse(in BtfType type, string problem) => BtfLogLine.OfType(btf, type, problem);
}
