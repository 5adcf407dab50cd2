using System;
using System.Collections.Generic;
using System.Linq;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>Where something is kept: a register, a spill slot, or the lower slot of a dynptr.</summary>
internal readonly record struct Spot(int Frame, SpotKind Kind, int Index);

internal enum SpotKind
{
    Register,
    Spill,
    Dynptr,
}

/// <summary>What is kept somewhere.</summary>
/// <param name="Id">The object's identity.</param>
/// <param name="Parent">What it was derived from.</param>
/// <param name="MustBeReleased">A dynptr that must be released, through its parent.</param>
/// <param name="Resource">What the memory behind it really belongs to; 0 for memory that never goes away.</param>
internal readonly record struct Held(uint Id, uint Parent, bool MustBeReleased, uint Resource);

/// <summary>
/// The rules of owned and derived objects written down as sets, without any thought of speed: what the object graph is compared with.
/// </summary>
internal sealed class NaiveHeap(bool isStrict)
{
    public Dictionary<Spot, Held> Places { get; } = [];

    /// <summary>What must be released, in the order acquired: ids and their parents.</summary>
    public List<(uint Id, uint Parent)> Obligations { get; } = [];

    /// <summary>Resources that the program gave back, so that memory of theirs must not be touched any more.</summary>
    public HashSet<uint> GivenBack { get; } = [];

    public uint LastId { get; private set; }

    public bool IsOwned(uint id) => Obligations.Any(entry => entry.Id == id);

    public void Acquire(Spot spot)
    {
        uint id = ++LastId;
        Obligations.Add((id, 0));
        Places[spot] = new Held(id, 0, false, id);
    }

    public void Copy(Spot from, Spot to)
    {
        if (Places.TryGetValue(from, out Held held))
        {
            Places[to] = held;
        }
        else
        {
            Places.Remove(to);
        }
    }

    public void Construct(Spot spot, bool owns, uint parent)
    {
        uint above = parent;
        if (owns)
        {
            above = ++LastId;
            Obligations.Add((above, parent));
        }

        Places[spot] = new Held(++LastId, above, owns, above);
    }

    public void Clone(Held source, Spot to) => Places[to] = source with { Id = ++LastId };

    public void Slice(Held dynptr, Spot to) => Places[to] = new Held(++LastId, dynptr.Id, false, dynptr.Resource);

    /// <summary>False when the dynptr there is the last that can release what it owns.</summary>
    public bool TryOverwrite(Spot spot)
    {
        if (!Places.TryGetValue(spot, out Held dynptr))
        {
            return true;
        }

        if (dynptr.MustBeReleased && Places.Count(other => other.Key.Kind == SpotKind.Dynptr && other.Value.Parent == dynptr.Parent) < 2)
        {
            return false;
        }

        // A dynptr is no obligation of its own, so nothing can be left behind.
        return TryEnd(dynptr.Id);
    }

    /// <summary>The owner gives the object back; false when something derived from it would be left behind.</summary>
    public bool TryRelease(uint id)
    {
        Obligations.RemoveAll(entry => entry.Id == id);
        GivenBack.Add(id);
        return TryEnd(id);
    }

    public void Leave(int frame)
    {
        List<Held> vanished = [.. Places.Where(place => place.Key.Frame == frame && place.Key.Kind == SpotKind.Dynptr).Select(place => place.Value)];
        Remove(place => place.Key.Frame == frame);
        if (!isStrict)
        {
            return;
        }

        foreach (Held dynptr in vanished)
        {
            foreach (Spot spot in Places.Where(place => place.Value.Parent == dynptr.Id).Select(place => place.Key).ToArray())
            {
                Places[spot] = Places[spot] with { Parent = dynptr.Parent };
            }
        }
    }

    private bool TryEnd(uint id)
    {
        HashSet<uint> ended = [id];
        int before;
        do
        {
            before = ended.Count;
            ended.UnionWith(Places.Values.Where(held => ended.Contains(held.Parent)).Select(held => held.Id));
        }
        while (ended.Count > before);

        if (Obligations.Any(entry => ended.Contains(entry.Parent)))
        {
            return false;
        }

        Remove(place => ended.Contains(place.Value.Id));
        return true;
    }

    private void Remove(Func<KeyValuePair<Spot, Held>, bool> condition)
    {
        foreach (Spot spot in Places.Where(condition).Select(place => place.Key).ToArray())
        {
            Places.Remove(spot);
        }
    }
}
