using System;
using System.Collections.Generic;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>
/// Passes through loops. A state that equals an older one of a loop still being explored ends its path at once, though nobody
/// knows yet what the loop needs to be precise. It is kept, and once all paths through the loop are finished the marks of the
/// state it equals are handed up its own path, round after round until nothing changes.
/// </summary>
internal sealed class LoopVisits(Session session, StateCache cache)
{
    /// <summary>After so many rounds everything is taken for precise. Source: Linux 7.3.</summary>
    private const int MaxRounds = 64;

    private readonly Dictionary<int, List<LoopVisit>> visits = [];
    private int backEdgeCount;

    /// <summary>States kept because they close loops.</summary>
    public int BackEdgeCount => backEdgeCount;

    /// <summary>Forgets the passes of the last exploration.</summary>
    public void Clear() => visits.Clear();

    /// <summary>A new checkpoint: it belongs to the pass through the loop it stands in, and may be the pass's first.</summary>
    public void Enter(Checkpoint checkpoint)
    {
        Span<int> calls = stackalloc int[VerifierState.MaxFrames];
        int component = Locate(checkpoint, calls, out int callCount);
        if (component == 0)
        {
            return;
        }

        LoopVisit visit = FindOrAdd(component, calls[..callCount]);
        checkpoint.Visit = visit;
        if (visit.Entry is null)
        {
            visit.Entry = checkpoint;
            Report("enter", visit);
        }
    }

    /// <summary>
    /// A path that ends inside a loop must have passed a checkpoint of that pass through it. Only bpf_throw can end one before: the kernel
    /// takes that for a mistake of its own.
    /// </summary>
    public Check RequireVisit()
    {
        Span<int> calls = stackalloc int[VerifierState.MaxFrames];
        int component = Locate(session.Path.State, calls, out int callCount);
        if (component == 0 || session.Path.State.IsSpeculative || Find(component, calls[..callCount]) is not null)
        {
            return Check.Ok;
        }

        LogText text = session.Log.StartText();
        AppendPlace(text, component, calls[..callCount]);
        return session.Reject(Rule.KernelBug, Errno.Fault, $"verifier bug: scc exit: no visit info for call chain {text.Written}");
    }

    /// <summary>All paths from a checkpoint are finished. If the loop was entered through it, the loop's are.</summary>
    public void Leave(Checkpoint checkpoint)
    {
        LoopVisit? visit = checkpoint.Visit;
        if (visit is null || visit.Entry != checkpoint)
        {
            return;
        }

        Report("exit", visit);
        visit.Entry = null;
        backEdgeCount -= visit.BackEdges.Count;
        cache.NotePeak();
        HandUpPrecision(visit);
        foreach (VerifierState edge in visit.BackEdges)
        {
            session.Pool.Return(edge);
        }

        visit.BackEdges.Clear();
    }

    /// <summary>The current state equals a checkpoint of a loop that is not finished.</summary>
    public void AddBackEdge(Checkpoint equal)
    {
        LoopVisit visit = equal.Visit ?? throw new VerifierBugException(session.Path.InstructionIndex, "a loop closes outside any loop");
        VerifierState edge = session.Pool.Rent();
        edge.CopyFrom(session.Path.State);
        edge.EqualState = equal;
        edge.InstructionIndex = session.Path.InstructionIndex;
        Report("backedge", visit);
        visit.BackEdges.Add(edge);
        backEdgeCount++;
        cache.NotePeak();
    }

    /// <summary>
    /// The outermost frame that stands in a loop decides; the calls that lead to it tell passes apart. Gives the component, or 0
    /// when no frame stands in one.
    /// </summary>
    private int Locate(VerifierState state, Span<int> calls, out int callCount)
    {
        for (callCount = 0; callCount <= state.CurrentFrame; callCount++)
        {
            int instruction = state.InstructionOf(callCount);
            int component = session.Facts.Notes[instruction].Component;
            if (component != 0)
            {
                return component;
            }

            calls[callCount] = instruction;
        }

        return 0;
    }

    private LoopVisit? Find(int component, ReadOnlySpan<int> calls)
    {
        if (!visits.TryGetValue(component, out List<LoopVisit>? known))
        {
            return null;
        }

        foreach (LoopVisit visit in known)
        {
            if (visit.IsFor(component, calls))
            {
                return visit;
            }
        }

        return null;
    }

    private LoopVisit FindOrAdd(int component, ReadOnlySpan<int> calls)
    {
        if (Find(component, calls) is { } found)
        {
            return found;
        }

        if (!visits.TryGetValue(component, out List<LoopVisit>? known))
        {
            known = [];
            visits.Add(component, known);
        }

        LoopVisit added = new(component, calls);
        known.Add(added);
        return added;
    }

    /// <summary>States added last come first, in each round.</summary>
    private void HandUpPrecision(LoopVisit visit)
    {
        bool isChanged = true;
        for (int round = 0; isChanged; round++)
        {
            if (round > MaxRounds)
            {
                GiveUp(visit);
                return;
            }

            isChanged = false;
            for (int i = visit.BackEdges.Count - 1; i >= 0; i--)
            {
                VerifierState edge = visit.BackEdges[i];
                isChanged |= cache.HandUpPrecision(edge.EqualState!, edge);
            }
        }
    }

    private void GiveUp(LoopVisit visit)
    {
        if (session.Log.TracesAll)
        {
            session.Log.Write("propagate_backedges: too many iterations\n");
        }

        for (int i = visit.BackEdges.Count - 1; i >= 0; i--)
        {
            session.Precision.MarkAllScalars(visit.BackEdges[i]);
        }
    }

    private void Report(string what, LoopVisit visit)
    {
        if (!session.Log.TracesAll)
        {
            return;
        }

        LogText text = session.Log.StartText();
        text.Append("SCC ");
        text.Append(what);
        text.Append(' ');
        AppendPlace(text, visit.Component, visit.CallSites);
        text.Append('\n');
        session.Log.Write(text.Written);
    }

    private static void AppendPlace(LogText text, int component, ReadOnlySpan<int> calls)
    {
        text.Append('(');
        foreach (int call in calls)
        {
            // A call at instruction 0 ends the list: the kernel's lists of calls are closed by a zero.
            if (call == 0)
            {
                break;
            }

            text.AppendDecimal(call);
            text.Append(',');
        }

        text.AppendDecimal(component);
        text.Append(')');
    }
}
