using System.Globalization;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>
/// Follows references depth first, as the kernel does: every type must come to something concrete, no chain may be deeper than 32,
/// and nothing may contain itself except by pointer. Within a pointer's chain structs end the walk, within a struct's chain pointers do.
/// </summary>
internal sealed class BtfResolution
{
    private readonly RawBtf btf;
    private readonly ReferenceWalk walk;
    private readonly BtfMemberCheck members;

    public BtfResolution(RawBtf btf)
    {
        this.btf = btf;
        walk = new ReferenceWalk(btf);
        members = new BtfMemberCheck(btf, walk);
    }

    public bool IsResolved(BtfTypeId id) => walk.IsResolved(id);

    /// <inheritdoc cref="ReferenceWalk.TrySize"/>
    public bool TrySize(ref BtfTypeId id, out uint size) => walk.TrySize(ref id, out size);

    /// <summary>Resolves one type and all it depends on; null means fine.</summary>
    public BtfProblem? Resolve(in BtfType start)
    {
        walk.Restart();
        BtfProblem? problem = walk.Push(start);
        while (problem is null && !walk.IsDone)
        {
            problem = Step(walk.Top);
        }

        return problem switch
        {
            { Errno: BtfProblem.TooBig } => BtfLogLine.OfType(btf, start, "Exceeded max resolving depth:32", BtfProblem.TooBig),
            { Errno: BtfProblem.Exists } => BtfLogLine.OfType(btf, start, "Loop detected", BtfProblem.Exists),
            _ => problem,
        };
    }

    private BtfProblem? Step(in ReferenceWalk.Vertex vertex) => vertex.Type.Kind switch
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
        if (ReferenceWalk.IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (walk.IsPending(next) || (followsPointers && walk.IsPendingPointer(ref next)))
        {
            return walk.Push(next);
        }

        if (!walk.TrySize(ref id, out _))
        {
            if (walk.IsResolved(id))
            {
                id = walk.ResolvedType(id);
                next = btf.Type(id);
            }

            // "typedef void nothing", pointers to functions and to types never defined.
            if (next.Kind is not (BtfKind.Void or BtfKind.Forward or BtfKind.FunctionPrototype))
            {
                return Refuse(type, "Invalid type_id");
            }
        }

        walk.Pop(id, 0);
        return null;
    }

    private BtfProblem? StepVariable(in BtfType type)
    {
        BtfTypeId id = type.Target;
        BtfType next = btf.Type(id);
        if (ReferenceWalk.IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (walk.IsPending(next) || walk.IsPendingPointer(ref next))
        {
            return walk.Push(next);
        }

        if (!walk.TrySize(ref id, out _))
        {
            return Refuse(type, "Invalid type_id");
        }

        walk.Pop(id, 0);
        return null;
    }

    private BtfProblem? StepArray(in BtfType type)
    {
        BtfArray array = btf.Array(type);
        BtfTypeId index = array.Index, element = array.Element;
        BtfType next = btf.Type(index);
        if (ReferenceWalk.HasNoSize(next) || ReferenceWalk.IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid index");
        }

        if (walk.IsPending(next))
        {
            return walk.Push(next);
        }

        if (!walk.TrySize(ref index, out _) || btf.Type(index) is not { Kind: BtfKind.Int } integer || !ReferenceWalk.IsRegularInteger(btf, integer))
        {
            return Refuse(type, "Invalid index");
        }

        next = btf.Type(element);
        if (ReferenceWalk.HasNoSize(next) || ReferenceWalk.IsOnlyReferring(next))
        {
            return Refuse(type, "Invalid elem");
        }

        if (walk.IsPending(next))
        {
            return walk.Push(next);
        }

        if (!walk.TrySize(ref element, out uint size))
        {
            return Refuse(type, "Invalid elem");
        }

        next = btf.Type(element);
        if (next.Kind == BtfKind.Int && !ReferenceWalk.IsRegularInteger(btf, next))
        {
            return Refuse(type, "Invalid array of int");
        }

        if ((ulong)size * array.Count > uint.MaxValue)
        {
            return Refuse(type, "Array size overflows U32_MAX");
        }

        walk.Pop(element, size * array.Count);
        return null;
    }

    private BtfProblem? StepComposite(in ReferenceWalk.Vertex vertex)
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
            if (ReferenceWalk.HasNoSize(next) || ReferenceWalk.IsOnlyReferring(next))
            {
                return BtfLogLine.OfMember(btf, type, i, "Invalid member");
            }

            if (walk.IsPending(next))
            {
                walk.Top.NextElement = i + 1;
                return walk.Push(next);
            }

            if (members.Check(type, i) is BtfProblem problem)
            {
                return problem;
            }
        }

        walk.Pop(BtfTypeId.Void, 0);
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

        walk.Pop(type.Target, 0);
        return null;
    }

    private BtfProblem? StepTag(in BtfType type)
    {
        BtfType next = btf.Type(type.Target);
        if (!next.IsStructOrUnion && next.Kind is not (BtfKind.Function or BtfKind.Variable or BtfKind.Typedef))
        {
            return Refuse(type, "Invalid type_id");
        }

        if (walk.IsPending(next))
        {
            return walk.Push(next);
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

        walk.Pop(type.Target, 0);
        return null;
    }

    private BtfProblem? StepSection(in ReferenceWalk.Vertex vertex)
    {
        walk.ForgetMode();
        for (int i = vertex.NextElement; i < vertex.Type.Count; i++)
        {
            BtfSectionVariable variable = btf.SectionVariable(vertex.Type, i);
            BtfType next = btf.Type(variable.Variable);
            if (next.Kind != BtfKind.Variable)
            {
                return BtfLogLine.OfSectionVariable(variable, "Not a VAR kind member");
            }

            if (walk.IsPending(next))
            {
                walk.Top.NextElement = i + 1;
                return walk.Push(next);
            }

            BtfTypeId id = next.Target;
            if (!walk.TrySize(ref id, out uint size))
            {
                return BtfLogLine.OfSectionVariable(variable, "Invalid type");
            }

            if (variable.Size < size)
            {
                return BtfLogLine.OfSectionVariable(variable, "Invalid size");
            }
        }

        walk.Pop(BtfTypeId.Void, 0);
        return null;
    }

    private BtfProblem Refuse(in BtfType type, string problem) => BtfLogLine.OfType(btf, type, problem);
}
