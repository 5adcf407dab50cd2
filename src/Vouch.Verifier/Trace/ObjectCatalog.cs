using System.Collections.Generic;

namespace Vouch.Verifier.Trace;

/// <summary>
/// What is remembered of each id of a verification. Ids are never handed out twice in one verification, so what was seen of an id on
/// one path holds on all.
/// </summary>
internal sealed class ObjectCatalog
{
    private readonly Dictionary<uint, string> kinds = [];
    private readonly HashSet<uint> arguments = [];

    /// <summary>The kind of an object; null when it was never seen.</summary>
    public string? KindOf(uint id) => kinds.GetValueOrDefault(id);

    /// <summary>Remembers an object's kind; the first one seen stays, for later ones are casts.</summary>
    public void NoteKind(uint id, string kind) => _ = id != 0 && kinds.TryAdd(id, kind);

    /// <summary>The object is an argument that the program owns from the start.</summary>
    public void NoteArgument(uint id, string kind)
    {
        NoteKind(id, kind);
        _ = arguments.Add(id);
    }

    public bool IsArgument(uint id) => arguments.Contains(id);
}
