using System.Collections.Generic;
using System.Collections.Immutable;

namespace Vouch.Verifier.Trace;

/// <summary>
/// Follows the exploration of a program and remembers what became of its objects. The verifier tells it and never asks it; nothing
/// depends on whether it is there.
/// </summary>
internal sealed class PathRecorder
{
    private readonly Session session;
    private readonly Recording recording;
    private readonly ObjectCatalog catalog = new();
    private readonly ObjectTreeReader trees;
    private readonly Stack<PathStep?> forks = new();
    private readonly ImmutableArray<InstructionVisit>.Builder visits = ImmutableArray.CreateBuilder<InstructionVisit>();
    private PathStep? current;
    private int path = 1;

    public PathRecorder(Session session, Recording recording)
    {
        this.session = session;
        this.recording = recording;
        trees = new ObjectTreeReader(session, catalog);
    }

    /// <summary>The current path starts anew: a function is entered that nobody calls.</summary>
    public void StartFunction() => current = null;

    /// <summary>The program owns an argument from its start.</summary>
    public void NoteArgument(uint id, string kind) => catalog.NoteArgument(id, kind);

    public void BeforeInstruction() => current = new PathStep
    {
        Previous = current,
        Instruction = session.InstructionIndex,
        Before = trees.Read(),
    };

    public void AfterInstruction()
    {
        current!.After = trees.Read();
        Visit(current);
    }

    /// <summary>A path was queued that goes on from the current instruction.</summary>
    public void Fork() => forks.Push(current);

    /// <summary>The current path ended, and the one queued last goes on.</summary>
    public void Resume()
    {
        path++;
        current = forks.Pop();
    }

    /// <summary>What was recorded; the exploration is over.</summary>
    public LifetimeTrace Finish()
    {
        if (current is { After: null })
        {
            Visit(current);
        }

        return new LifetimeTrace { Visits = visits.ToImmutable(), Paths = path };
    }

    private void Visit(PathStep step)
    {
        if (step.Instruction == recording.Instruction && visits.Count < recording.MaxVisits)
        {
            visits.Add(new InstructionVisit(path, step.Before, step.After));
        }
    }
}
