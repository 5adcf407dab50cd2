using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Verifier.Trace;

/// <summary>Tells what happened to the objects of a path from the states between its steps and the marks on them.</summary>
internal sealed class LifetimeBuilder
{
    private readonly ObjectCatalog catalog;
    private readonly PathStep[] path;
    private readonly Dictionary<int, int> indices = [];
    private readonly List<TracedObject> objects = [];
    private readonly List<LifetimeEvent> events = [];
    private readonly HashSet<int> over = [];

    /// <param name="catalog">The objects of the verification.</param>
    /// <param name="last">The path's last step.</param>
    public LifetimeBuilder(ObjectCatalog catalog, PathStep last)
    {
        this.catalog = catalog;
        List<PathStep> steps = [];
        for (PathStep? step = last; step is not null; step = step.Previous)
        {
            steps.Add(step);
        }

        steps.Reverse();
        path = [.. steps];
    }

    /// <summary>The index on the path of an object by its number in the catalog; -1 when the path does not have it.</summary>
    public int IndexOf(int number) => indices.GetValueOrDefault(number, -1);

    /// <summary>Tells the whole path. Call it once.</summary>
    /// <param name="isRejected">The last step rejected the program.</param>
    public LifetimeTrace Build(bool isRejected)
    {
        AddNewcomers(0, ObjectTree.Empty, path[0].Before);
        for (int i = 0; i < path.Length; i++)
        {
            PathStep? next = i + 1 < path.Length ? path[i + 1] : null;
            AddMarks(i);
            if (next is not null && (next.Before != path[i].Before || next.Places != path[i].Places))
            {
                AddNewcomers(i, path[i].Before, next.Before);
                AddChanges(i, next);
                AddMoves(i, path[i].Places, next.Places);
            }
        }

        return new LifetimeTrace
        {
            Steps = [.. path.Select(s => new TracedStep(s.Instruction, s.Frame, s.Before))],
            Objects = [.. objects],
            Events = [.. events],
            IsRejected = isRejected,
        };
    }

    private void AddNewcomers(int step, ObjectTree before, ObjectTree after)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        // In one step parents come before their children, whatever their ids.
        foreach (ObjectNode node in after.Nodes.OrderBy(n => n.ParentId == 0 ? 0 : 1))
        {
            int number = catalog.NumberOf(node.Id);
            if (number < 0 || indices.ContainsKey(number))
            {
                continue;
            }

            int parent = node.ParentId == 0 ? -1 : indices.GetValueOrDefault(catalog.NumberOf(node.ParentId), -1);
            int index = objects.Count;
            indices.Add(number, index);
            objects.Add(new TracedObject(node.Id, node.Kind, parent, node.MustBeReleased, step, catalog[number].ArgumentName));
            LifetimeEventKind kind = parent >= 0 ? LifetimeEventKind.Derived
                : node.MustBeReleased ? LifetimeEventKind.Acquired
                : LifetimeEventKind.Appeared;
            Add(new LifetimeEvent(step, kind, index, parent, node.Holders.IsEmpty ? null : node.Holders[0].Place));
        }
    }

    private void AddMarks(int step)
    {
        uint overwritten = 0;
        foreach (ObjectMark mark in path[step].Marks ?? [])
        {
            int index = indices.GetValueOrDefault(catalog.NumberOf(mark.Id), -1);
            if (mark.Kind == MarkKind.Overwrite)
            {
                overwritten = mark.Id;
            }
            else if (index >= 0 && !HasEnded(index, step))
            {
                (LifetimeEventKind kind, int other) = mark.Kind switch
                {
                    MarkKind.Transfer => (LifetimeEventKind.Transferred, -1),
                    MarkKind.EndWithParent => (LifetimeEventKind.EndedWithParent, ParentOf(index, step)),
                    _ when mark.Id == overwritten => (LifetimeEventKind.Overwritten, -1),
                    _ when step + 1 < path.Length && path[step + 1].Frame < path[step].Frame => (LifetimeEventKind.TakenBack, -1),
                    _ => (LifetimeEventKind.Released, -1),
                };
                Add(new LifetimeEvent(step, kind, index, other));
            }
        }

        // An overwriting that was refused ends nothing.
        if (overwritten != 0 && indices.TryGetValue(catalog.NumberOf(overwritten), out int refused) && !HasEnded(refused, step))
        {
            Add(new LifetimeEvent(step, LifetimeEventKind.Overwritten, refused));
        }
    }

    private void Add(LifetimeEvent added)
    {
        events.Add(added);
        if (added.Kind is LifetimeEventKind.Released or LifetimeEventKind.TakenBack or LifetimeEventKind.EndedWithParent
            or LifetimeEventKind.Overwritten or LifetimeEventKind.Invalidated or LifetimeEventKind.WasNull or LifetimeEventKind.VanishedWithFrame)
        {
            _ = over.Add(added.Object);
        }
    }

    /// <summary>The step ended the object, or gave it away.</summary>
    private bool HasEnded(int index, int step)
    {
        for (int i = events.Count - 1; i >= 0 && events[i].Step == step; i--)
        {
            bool ends = events[i].Kind is LifetimeEventKind.Released or LifetimeEventKind.TakenBack
                or LifetimeEventKind.EndedWithParent or LifetimeEventKind.Overwritten or LifetimeEventKind.Transferred;
            if (ends && events[i].Object == index)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an object hangs on at a step; that may have changed since it was made.</summary>
    private int ParentOf(int index, int step)
    {
        uint parent = path[step].Before.Find(objects[index].Id)?.ParentId ?? 0;
        return parent == 0 ? objects[index].Parent : indices.GetValueOrDefault(catalog.NumberOf(parent), -1);
    }

    /// <summary>Null checks, and what no place holds any more.</summary>
    private void AddChanges(int step, PathStep next)
    {
        ObjectTree after = next.Before;
        foreach (ObjectNode node in path[step].Before.Nodes)
        {
            if (!indices.TryGetValue(catalog.NumberOf(node.Id), out int index) || HasEnded(index, step))
            {
                continue;
            }

            ObjectNode? later = after.Find(node.Id);
            bool isGone = later is null;
            bool isProved = later is { MayBeNull: false, Holders.IsEmpty: false } || (isGone && IsHeld(next, index));
            LifetimeEventKind? change =
                node.MayBeNull && isProved ? LifetimeEventKind.ProvedNotNull
                : isGone && node.MayBeNull ? LifetimeEventKind.WasNull
                : isGone && after.ExecutingFrame < path[step].Before.ExecutingFrame && IsWithin(node, path[step].Frame)
                    ? LifetimeEventKind.VanishedWithFrame
                : later is { MustBeReleased: true, Holders.IsEmpty: true } && !node.Holders.IsEmpty && !HasChildren(after, node.Id)
                    ? LifetimeEventKind.Forgotten
                : isGone && !IsNamed(next, index) ? LifetimeEventKind.Dropped
                : null;
            if (change is { } kind)
            {
                Add(new LifetimeEvent(step, kind, index));
            }
        }
    }

    /// <summary>A place still holds the object, though its id was taken away.</summary>
    private bool IsHeld(PathStep step, int index) =>
        step.Places.Any(p => !p.IsStale && indices.GetValueOrDefault(p.Object, -1) == index);

    /// <summary>A place holds the object, or what is left of it.</summary>
    private bool IsNamed(PathStep step, int index) => step.Places.Any(p => indices.GetValueOrDefault(p.Object, -1) == index);

    private static bool IsWithin(ObjectNode node, int frame) => node.Holders.All(h => h.Place.Frame == frame);

    private static bool HasChildren(ObjectTree tree, uint id) => tree.Nodes.Any(n => n.ParentId == id);

    /// <summary>Packet pointers are in no tree: they begin where a place first holds them.</summary>
    private void AddPacket(int step, HeldPlace held)
    {
        if (catalog[held.Object].Id == 0 && indices.TryAdd(held.Object, objects.Count))
        {
            objects.Add(new TracedObject(0, catalog[held.Object].Kind, -1, MustBeReleased: false, step, null));
            Add(new LifetimeEvent(step, LifetimeEventKind.Appeared, objects.Count - 1, Place: held.Place));
        }
    }

    private void AddMoves(int step, HeldPlace[] before, HeldPlace[] after)
    {
        if (before == after)
        {
            return;
        }

        foreach (HeldPlace held in after)
        {
            AddPacket(step, held);
            if (!indices.TryGetValue(held.Object, out int index) || before.Contains(held))
            {
                continue;
            }

            bool wasLive = before.Contains(held with { IsStale = false });
            bool wasHere = wasLive || before.Contains(held with { IsStale = true });
            if (held.IsStale && wasLive && !over.Contains(index))
            {
                int parent = objects[index].Parent;
                Add(parent >= 0 && HasEnded(parent, step)
                    ? new LifetimeEvent(step, LifetimeEventKind.EndedWithParent, index, parent)
                    : new LifetimeEvent(step, held.IsResident ? LifetimeEventKind.Overwritten : LifetimeEventKind.Invalidated, index));
            }
            else if (!wasHere && objects[index].Birth != step)
            {
                LifetimeEventKind kind = held.IsStale ? LifetimeEventKind.MovedStale : LifetimeEventKind.Moved;
                Add(new LifetimeEvent(step, kind, index, Place: held.Place));
            }
        }
    }
}
