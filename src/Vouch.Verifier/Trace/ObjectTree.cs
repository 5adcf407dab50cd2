using System.Collections.Immutable;

namespace Vouch.Verifier.Trace;

/// <summary>
/// The objects of a verifier state and what owns what: acquired references, dynptrs, iterators, slices, casts, and plain pointers with
/// an identity, such as map values.
/// </summary>
/// <param name="Nodes">The objects, by rising id.</param>
/// <param name="ExecutingFrame">The frame that executes, 0 for the main program's.</param>
public sealed record ObjectTree(ImmutableArray<ObjectNode> Nodes, int ExecutingFrame)
{
    /// <summary>A state without objects.</summary>
    public static ObjectTree Empty { get; } = new([], 0);

    /// <summary>The node with an id, or null.</summary>
    public ObjectNode? Find(uint id)
    {
        foreach (ObjectNode node in Nodes)
        {
            if (node.Id == id && id != 0)
            {
                return node;
            }
        }

        return null;
    }
}

/// <summary>One object of a state.</summary>
/// <param name="Id">The verifier's id; 0 for something derived that has none of its own.</param>
/// <param name="ParentId">The object whose end also ends this one; 0 for none. Its node is missing when the verifier lost track of it.</param>
/// <param name="Kind">
/// In one word: <c>anchor</c>, <c>dynptr</c>, <c>slice</c>, <c>record</c>, <c>sock</c>, <c>iter_num</c>, the name of a kernel struct ...
/// </param>
/// <param name="MustBeReleased">It is in the verifier's list of references (<c>refs=</c> in the log).</param>
/// <param name="Holders">The places that name it, in the order of frames, registers before stack.</param>
public sealed record ObjectNode(uint Id, uint ParentId, string Kind, bool MustBeReleased, ImmutableArray<ObjectHolder> Holders)
{
    /// <summary>No null check was made yet.</summary>
    public bool MayBeNull => Holders.Length > 0 && Holders[0].MayBeNull;

    /// <summary>The parent's kind where the verifier lost track of the parent; null otherwise.</summary>
    public string? LostParentKind { get; init; }
}

/// <summary>A place that names an object.</summary>
/// <param name="Place">Where.</param>
/// <param name="Kind">What the object is there: a cast is another kind of the same object.</param>
/// <param name="MayBeNull">No null check was made yet.</param>
public readonly record struct ObjectHolder(ObjectPlace Place, string Kind, bool MayBeNull);
