using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>Reads the objects off the states of a verification. A state with the objects of the one before gives the same tree again.</summary>
internal sealed class ObjectTreeReader(ProgramFacts facts, PathCursor path, IdentityReading identities, ObjectCatalog catalog)
{
    private readonly List<Holder> holders = [];
    private readonly List<Reference> references = [];
    private List<Holder> lastHolders = [];
    private List<Reference> lastReferences = [];
    private ObjectTree last = ObjectTree.Empty;

    /// <summary>The objects of the session's current state.</summary>
    public ObjectTree Read()
    {
        VerifierState state = path.State;
        holders.Clear();
        references.Clear();
        Holder.Collect(identities, state, holders);
        foreach (ref readonly Reference entry in state.ActiveReferences)
        {
            if ((entry.Kind & ReferenceKind.AnyLock) == 0)
            {
                references.Add(entry);
            }
        }

        if (state.CurrentFrame == last.ExecutingFrame
            && CollectionsMarshal.AsSpan(holders).SequenceEqual(CollectionsMarshal.AsSpan(lastHolders))
            && CollectionsMarshal.AsSpan(references).SequenceEqual(CollectionsMarshal.AsSpan(lastReferences)))
        {
            return last;
        }

        lastHolders = [.. holders];
        lastReferences = [.. references];
        last = Build(state.CurrentFrame);
        return last;
    }

    /// <summary>Remembers what kind of object a call has just put into R0.</summary>
    public void NoteResult()
    {
        if (Holder.TryReadResult(identities, path.State, out Holder result))
        {
            _ = catalog.Note(result.Id, WordOf(result));
        }
    }

    private ObjectTree Build(int executingFrame)
    {
        List<ObjectNode> nodes = [];
        NoteKinds();
        foreach (IGrouping<uint, Holder> holders in holders.Where(h => h.Id != 0).GroupBy(h => h.Id))
        {
            nodes.Add(NodeOf(holders.Key, [.. holders]));
        }

        foreach (Reference reference in references.Where(r => nodes.TrueForAll(n => n.Id != r.Id)))
        {
            _ = catalog.Note(reference.Id, ObjectWords.Reference);
            nodes.Add(NodeOf(reference.Id, []));
        }

        nodes.Sort((a, b) => a.Id.CompareTo(b.Id));
        foreach (Holder unnamed in holders.Where(h => h.Id == 0))
        {
            nodes.Add(NodeOf(0, [unnamed]));
        }

        HashSet<uint> present = [.. nodes.Select(n => n.Id)];
        return new ObjectTree(
            [.. nodes.Select(n => n.ParentId == 0 || present.Contains(n.ParentId) ? n : n with { LostParentKind = catalog.KindOf(n.ParentId) ?? ObjectWords.Reference })],
            executingFrame);
    }

    private void NoteKinds()
    {
        foreach (Reference anchor in references.Where(r => r.IsAnchor))
        {
            _ = catalog.Note(anchor.Id, ObjectWords.Anchor);
        }

        foreach (Holder holding in holders)
        {
            // Nothing but dynptrs hangs on a reference that nothing names.
            bool isDynptr = holding.Slot == SlotType.Dynptr && holding.ParentId != 0;
            if (isDynptr && catalog.KindOf(holding.ParentId) is null && !holders.Exists(h => h.Id == holding.ParentId))
            {
                _ = catalog.Note(holding.ParentId, ObjectWords.Anchor);
            }

            _ = catalog.Note(holding.Id, WordOf(holding));
        }
    }

    private ObjectNode NodeOf(uint id, Holder[] holders)
    {
        int entry = references.FindIndex(r => r.Id == id && id != 0);
        uint parent = holders.Select(h => h.ParentId).FirstOrDefault(p => p != 0);
        List<ObjectHolder> places = [.. holders.Select(h => new ObjectHolder(h.Place, WordOf(h), h.Type.MayBeNull))];
        if (entry >= 0 && catalog.IsArgument(id))
        {
            places.Insert(0, new ObjectHolder(new ObjectPlace(PlaceKind.Context, 0, 0), catalog.KindOf(id)!, MayBeNull: false));
        }

        return new ObjectNode(
            id,
            parent != 0 || entry < 0 ? parent : references[entry].ParentId,
            id == 0 ? WordOf(holders[0]) : catalog.KindOf(id) ?? ObjectWords.Reference,
            entry >= 0,
            [.. places]);
    }

    private string WordOf(in Holder holding) =>
        holding.KindWord(facts, holding.ParentId == 0 ? null : catalog.KindOf(holding.ParentId) ?? ObjectWords.Reference);
}
