using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>The objects that a story shows, in tree order, and how many it leaves out.</summary>
internal sealed record StoryCast(ImmutableArray<StoryObject> Objects, int LeftOut)
{
    /// <summary>Objects shown of one family at most.</summary>
    public const int MaxRelatives = 8;

    /// <summary>Objects shown of a whole path at most: one a letter.</summary>
    public const int MaxObjects = 26;

    /// <summary>The subject, what it is derived from, and what of the same family is there when it ends.</summary>
    public static StoryCast OfFamily(LifetimeTrace trace, int subject, ObjectNames names)
    {
        int[] roots = RootsOf(trace);
        HashSet<int> chain = [];
        for (int i = subject; i >= 0; i = trace.Objects[i].Parent)
        {
            _ = chain.Add(i);
        }

        ObjectTree present = trace.Steps[EndOf(trace, subject)?.Step ?? trace.Steps.Length - 1].Before;
        List<int> relatives = [];
        for (int i = 0; i < trace.Objects.Length; i++)
        {
            // The dynptrs are all that is to be seen of what they own together.
            TracedObject item = trace.Objects[i];
            bool sharesAnchor = item.Parent >= 0 && trace.Objects[item.Parent].Kind == ObjectWords.Anchor && chain.Contains(item.Parent);
            if (!chain.Contains(i) && roots[i] == roots[subject] && (sharesAnchor || present.Find(item.Id) is not null))
            {
                relatives.Add(i);
            }
        }

        HashSet<int> shown = [.. chain.Concat(relatives).Take(MaxRelatives)];
        return new StoryCast(Arrange(trace, shown, names), chain.Count + relatives.Count - shown.Count);
    }

    /// <summary>What must be released on a path, what is derived from something, and what something is derived from.</summary>
    public static StoryCast OfPath(LifetimeTrace trace, ObjectNames names)
    {
        HashSet<int> parents = [.. trace.Objects.Select(o => o.Parent)];
        List<int> all = [];
        for (int i = 0; i < trace.Objects.Length; i++)
        {
            if (trace.Objects[i].MustBeReleased || trace.Objects[i].Parent >= 0 || parents.Contains(i))
            {
                all.Add(i);
            }
        }

        HashSet<int> shown = [.. all.Take(MaxObjects)];
        return new StoryCast(Arrange(trace, shown, names), all.Count - shown.Count);
    }

    /// <summary>
    /// The event that ended an object; null while it lives. What no place holds may still end with its parent, which then counts.
    /// </summary>
    public static LifetimeEvent? EndOf(LifetimeTrace trace, int index) =>
        trace.Events.FirstOrDefault(e => e.Object == index && IsEnd(e.Kind))
        ?? trace.Events.LastOrDefault(e => e.Object == index && e.Kind == LifetimeEventKind.Dropped);

    private static bool IsEnd(LifetimeEventKind kind) => kind is LifetimeEventKind.Released or LifetimeEventKind.EndedWithParent
        or LifetimeEventKind.Overwritten or LifetimeEventKind.TakenBack or LifetimeEventKind.Invalidated or LifetimeEventKind.WasNull
        or LifetimeEventKind.VanishedWithFrame;

    /// <summary>For each object the topmost one that it is derived from. Parents come before their children.</summary>
    private static int[] RootsOf(LifetimeTrace trace)
    {
        int[] roots = new int[trace.Objects.Length];
        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] = trace.Objects[i].Parent < 0 ? i : roots[trace.Objects[i].Parent];
        }

        return roots;
    }

    /// <summary>Puts objects behind their parents.</summary>
    private static ImmutableArray<StoryObject> Arrange(LifetimeTrace trace, HashSet<int> shown, ObjectNames names)
    {
        int ParentOf(int index) => shown.Contains(trace.Objects[index].Parent) ? trace.Objects[index].Parent : -1;

        ILookup<int, int> children = shown.Order().ToLookup(ParentOf);
        var open = new Stack<(int Index, int Parent)>(children[-1].Reverse().Select(i => (i, -1)));
        List<StoryObject> objects = [];
        while (open.TryPop(out (int Index, int Parent) item))
        {
            int position = objects.Count;
            string letter = ((char)('A' + position)).ToString();
            string? parent = item.Parent < 0 ? null : objects[item.Parent].Letter;
            objects.Add(new StoryObject(
                letter, item.Index, item.Parent, names.NameOf(item.Index), names.NounOf(item.Index), OriginOf(trace, item.Index, parent, names)));
            foreach (int child in children[item.Index].Reverse())
            {
                open.Push((child, position));
            }
        }

        return [.. objects];
    }

    private static string OriginOf(LifetimeTrace trace, int index, string? parent, ObjectNames names)
    {
        TracedObject item = trace.Objects[index];
        if (item.Argument is not null)
        {
            return "an argument that the program owns";
        }

        int instruction = trace.Steps[item.Birth].Instruction;
        string by = names.MakerOf(index) is { } maker ? $"by {maker}" : string.Create(CultureInfo.InvariantCulture, $"by instruction {instruction}");
        string where = names.LineOf(instruction) is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line.Line}") : "";
        return (parent is null ? "" : $"of {parent}, ") + by + where;
    }
}
