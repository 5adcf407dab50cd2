using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>
/// Draws the objects of a state: what is derived stands to the right of what it is derived from. The format is described in
/// <c>docs/objects.md</c>.
/// </summary>
public static class ObjectTreeText
{
    private const string Nothing = "(no objects)";

    /// <summary>The drawing; lines are separated by line feeds, none at the end.</summary>
    public static string Draw(ObjectTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (tree.Nodes.IsEmpty)
        {
            return Nothing;
        }

        var text = new StringBuilder();
        ILookup<uint, ObjectNode> children = tree.Nodes.Where(n => n.ParentId != 0).ToLookup(n => n.ParentId);
        var open = new Stack<Branch>();
        foreach (Branch root in Roots(tree).Reverse())
        {
            open.Push(root);
        }

        while (open.TryPop(out Branch branch))
        {
            if (branch.StartsLine && text.Length > 0)
            {
                _ = text.Append('\n').Append(branch.Margin);
            }

            _ = text.Append(branch.Connector).Append(branch.Label);
            ObjectNode[] derived = branch.Id == 0 ? [] : [.. children[branch.Id]];
            string margin = branch.Margin + Continuation(branch.Connector) + new string(' ', branch.Label.Length);
            for (int i = derived.Length - 1; i >= 0; i--)
            {
                string connector = derived.Length == 1 ? " ── " : i == 0 ? " ─┬─ " : i < derived.Length - 1 ? "  ├─ " : "  └─ ";
                open.Push(new Branch(derived[i].Id, LabelOf(derived[i], tree.ExecutingFrame), connector, margin, StartsLine: i > 0));
            }
        }

        return text.ToString();
    }

    /// <summary>An object with its id and places: <c>dynptr 4 fp-16</c>.</summary>
    /// <param name="node">The object.</param>
    /// <param name="executingFrame">The frame whose places need no prefix.</param>
    public static string LabelOf(ObjectNode node, int executingFrame)
    {
        ArgumentNullException.ThrowIfNull(node);
        var text = new StringBuilder(node.Kind);
        if (node.MayBeNull)
        {
            _ = text.Append('?');
        }

        if (node.Id != 0)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" {node.Id}");
        }

        if (node.MustBeReleased)
        {
            _ = text.Append('\'');
        }

        foreach (IGrouping<string, ObjectHolder> kind in node.Holders.GroupBy(h => h.Kind).OrderBy(g => g.Key != node.Kind))
        {
            if (kind.Key != node.Kind)
            {
                _ = text.Append(" as ").Append(kind.Key);
            }

            _ = text.Append(' ').AppendJoin(',', kind.Select(h => h.Place.ToText(executingFrame)));
        }

        return text.ToString();
    }

    /// <summary>Objects without a parent, and parents that the verifier lost track of.</summary>
    private static IEnumerable<Branch> Roots(ObjectTree tree)
    {
        foreach (IGrouping<uint, ObjectNode> lost in tree.Nodes.Where(n => n.LostParentKind is not null).GroupBy(n => n.ParentId))
        {
            string label = string.Create(CultureInfo.InvariantCulture, $"(lost {lost.First().LostParentKind} {lost.Key})");
            yield return new Branch(lost.Key, label, "", "", StartsLine: true);
        }

        foreach (ObjectNode node in tree.Nodes.Where(n => n.ParentId == 0))
        {
            yield return new Branch(node.Id, LabelOf(node, tree.ExecutingFrame), "", "", StartsLine: true);
        }
    }

    /// <summary>What stands below a connector in the lines of what hangs on its label.</summary>
    private static string Continuation(string connector) => connector switch
    {
        "" => "",
        " ── " => "    ",
        "  └─ " => "     ",
        _ => "  │  ",
    };

    private readonly record struct Branch(uint Id, string Label, string Connector, string Margin, bool StartsLine);
}
