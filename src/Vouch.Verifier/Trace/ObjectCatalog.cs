using System.Collections.Generic;

namespace Vouch.Verifier.Trace;

/// <summary>
/// The objects seen in a verification. Ids are never handed out twice in one verification, so what was seen of an id on one path holds
/// on all. Numbers are ours: an object keeps its number when the verifier takes its id away.
/// </summary>
internal sealed class ObjectCatalog
{
    private readonly Dictionary<uint, int> numbers = [];
    private readonly Dictionary<int, int> packets = [];
    private readonly List<CatalogedObject> objects = [];

    public CatalogedObject this[int number] => objects[number];

    /// <summary>The kind of an object; null when it was never seen.</summary>
    public string? KindOf(uint id) => numbers.TryGetValue(id, out int number) ? objects[number].Kind : null;

    /// <summary>The number of the object with an id, or -1 for none.</summary>
    public int NumberOf(uint id) => numbers.GetValueOrDefault(id, -1);

    /// <summary>Remembers an object; what was seen of it first stays, for later types of it are casts.</summary>
    /// <returns>Its number, or -1 for the id 0.</returns>
    public int Note(uint id, string kind)
    {
        if (id == 0)
        {
            return -1;
        }

        if (!numbers.TryGetValue(id, out int number))
        {
            number = objects.Count;
            numbers.Add(id, number);
            objects.Add(new CatalogedObject(id, kind));
        }

        return number;
    }

    /// <summary>The number of the packet pointer that an instruction loads.</summary>
    public int NotePacket(int instruction)
    {
        if (!packets.TryGetValue(instruction, out int number))
        {
            number = objects.Count;
            packets.Add(instruction, number);
            objects.Add(new CatalogedObject(0, ObjectWords.Packet));
        }

        return number;
    }

    /// <summary>The object is an argument that the program owns from the start.</summary>
    public void NoteArgument(uint id, string kind, string name) => objects[Note(id, kind)].ArgumentName = name;

    /// <summary>The id is that of such an argument.</summary>
    public bool IsArgument(uint id) => numbers.TryGetValue(id, out int number) && objects[number].ArgumentName is not null;
}

/// <summary>What is remembered of one object.</summary>
internal sealed class CatalogedObject(uint id, string kind)
{
    public uint Id { get; } = id;

    public string Kind { get; } = kind;

    /// <summary>The parameter that it came with, when the program owned it from the start.</summary>
    public string? ArgumentName { get; set; }
}
