using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Numbers the loops: strongly connected components of the instruction graph, by Tarjan's algorithm with an explicit stack (in
/// Pearce's form, which keeps one number a vertex). A lone instruction is no component unless it jumps to itself or runs callbacks.
/// </summary>
internal sealed class ConnectedComponents
{
    private const int Closed = int.MaxValue;
    private const int FirstComponent = 1;

    private readonly ProgramFacts facts;
    private readonly bool callsLoop;
    private readonly int[] number;
    private readonly int[] lowest;
    private readonly int[] open;
    private readonly int[] path;
    private int openCount;
    private int nextNumber = 1;
    private int nextComponent = FirstComponent;

    private ConnectedComponents(ProgramFacts facts)
    {
        this.facts = facts;
        callsLoop = facts.Program.Kernel.Rules.Flow.CallbackCallsAreLoops;
        int length = facts.Program.Instructions.Length;
        number = new int[length];
        lowest = new int[length];
        open = new int[length];
        path = new int[length];
    }

    /// <summary>Sets <see cref="InstructionNotes.Component"/> of every instruction. Functions without a loop are passed over.</summary>
    public static void Compute(ProgramFacts facts)
    {
        ConnectedComponents? search = null;
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            if (subprogram.HasRetreats || subprogram.CallsBack)
            {
                search ??= new ConnectedComponents(facts);
                search.SearchAll(subprogram);
            }
        }

        facts.ComponentLimit = search?.nextComponent ?? FirstComponent;
    }

    private void SearchAll(SubprogramInfo subprogram)
    {
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            if (number[i] == 0)
            {
                SearchFrom(i);
            }
        }
    }

    private void SearchFrom(int root)
    {
        int depth = 0;
        path[depth++] = root;
        while (depth > 0)
        {
            int current = path[depth - 1];
            if (number[current] == 0)
            {
                number[current] = lowest[current] = nextNumber++;
                open[openCount++] = current;
            }

            Successors successors = Successors.Of(facts, current);
            int unvisited = Absorb(current, successors);
            if (unvisited >= 0)
            {
                path[depth++] = unvisited;
                continue;
            }

            depth--;
            if (lowest[current] == number[current])
            {
                Close(current, successors);
            }
        }
    }

    /// <summary>Takes over what the successors reach; stops at one that has not been visited and gives it, else -1.</summary>
    private int Absorb(int current, Successors successors)
    {
        for (int i = 0; i < successors.Count; i++)
        {
            int next = successors[i];
            if (next >= number.Length)
            {
                continue;
            }

            if (number[next] == 0)
            {
                return next;
            }

            lowest[current] = Math.Min(lowest[current], lowest[next]);
        }

        return -1;
    }

    private void Close(int root, Successors successors)
    {
        bool isLoop = open[openCount - 1] != root || (callsLoop && facts.Notes[root].Is(InstructionMarks.CallsCallback));
        for (int i = 0; i < successors.Count; i++)
        {
            isLoop |= successors[i] == root;
        }

        int member;
        do
        {
            member = open[--openCount];
            lowest[member] = Closed;
            if (isLoop)
            {
                facts.Notes[member].Component = nextComponent;
            }
        }
        while (member != root);

        if (isLoop)
        {
            nextComponent++;
        }
    }
}
