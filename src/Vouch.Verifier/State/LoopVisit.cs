using System;
using System.Collections.Generic;

namespace Vouch.Verifier.State;

/// <summary>
/// One pass of exploration through a loop (a strongly connected component) entered through certain calls. While it lasts, paths
/// that close the loop are only kept: what must be precise at the loop's start is known when its last path is finished.
/// </summary>
internal sealed class LoopVisit
{
    private readonly int[] callSites;

    public LoopVisit(int component, ReadOnlySpan<int> callSites)
    {
        Component = component;
        this.callSites = callSites.ToArray();
    }

    public int Component { get; }

    /// <summary>The calls that lead to the loop, outermost first.</summary>
    public ReadOnlySpan<int> CallSites => callSites;

    /// <summary>The first checkpoint inside the loop, null when no path is inside.</summary>
    public Checkpoint? Entry { get; set; }

    /// <summary>Copies of the states that were found equal to an older state of the loop.</summary>
    public List<VerifierState> BackEdges { get; } = [];

    /// <summary>While set, checkpoints of the loop lack precision marks: they match only where ranges are within each other.</summary>
    public bool HasBackEdges => BackEdges.Count > 0;

    public bool IsFor(int component, ReadOnlySpan<int> calls) => Component == component && calls.SequenceEqual(callSites);
}
