using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>
/// Follows the exploration of a program and remembers what became of its objects. The verifier tells it and never asks it; nothing
/// depends on whether it is there.
/// </summary>
internal sealed class PathRecorder
{
    /// <summary>A path to the program's end is preferred to any other on which there are objects.</summary>
    private const int WholePath = 1 << 30;

    private readonly ProgramUnderTest program;
    private readonly PathCursor path;
    private readonly Recording recording;
    private readonly ObjectCatalog catalog = new();
    private readonly ObjectTreeReader trees;
    private readonly PlaceReader reader;
    private readonly List<HeldPlace> places = [];
    private readonly Stack<PathStep?> forks = new();
    private readonly ImmutableArray<InstructionVisit>.Builder visits = ImmutableArray.CreateBuilder<InstructionVisit>();
    private PathStep? current;
    private PathStep? kept;
    private int keptPath;
    private int keptRank = -1;
    private int pathNumber;

    public PathRecorder(ProgramFacts facts, PathCursor path, Permissions permissions, IdentityReading identities, Recording recording)
    {
        this.program = facts.Program;
        this.path = path;
        this.recording = recording;
        trees = new ObjectTreeReader(facts, path, identities, catalog);
        reader = new PlaceReader(path, permissions, identities, catalog);
    }

    /// <summary>A function is entered that nobody calls: a path begins.</summary>
    public void StartFunction()
    {
        pathNumber++;
        current = null;
        forks.Clear();
    }

    /// <summary>The program owns an argument from its start.</summary>
    /// <param name="id">The reference acquired for it.</param>
    /// <param name="kind">The struct it points to.</param>
    /// <param name="name">The parameter's name.</param>
    public void NoteArgument(uint id, string kind, string name) => catalog.NoteArgument(id, kind, name);

    /// <summary>The reference is held for dynptrs; no register will name it.</summary>
    public void NoteAnchor(uint id) => _ = catalog.Note(id, ObjectWords.Anchor);

    /// <summary>Something happens to an object in the current instruction.</summary>
    public void Mark(MarkKind kind, uint id)
    {
        if (current is not null && id != 0)
        {
            (current.Marks ??= []).Add(new ObjectMark(kind, id));
        }
    }

    public void BeforeInstruction()
    {
        VerifierState state = path.State;
        ObjectTree before = trees.Read();
        HeldPlace[] held = ReadPlaces();
        PlaceFlow.Apply(places, path, program.Instructions[path.InstructionIndex]);
        int born = current?.Before == before ? 0 : CountNew(before, current?.Before ?? ObjectTree.Empty);
        current = new PathStep
        {
            Previous = current,
            Instruction = path.InstructionIndex,
            Frame = state.CurrentFrame,
            IsCallback = state.Frame.IsCallback,
            Before = before,
            Places = held,
            Moved = Share(held),
            ObjectCount = born + (current?.ObjectCount ?? 0),
        };
    }

    public void AfterInstruction()
    {
        NoteResult();
        if (current!.Instruction == recording.Instruction)
        {
            Visit(current, trees.Read());
        }
    }

    /// <summary>A path was queued.</summary>
    /// <param name="startsAnew">It does not go on from the current state.</param>
    public void Fork(bool startsAnew) => forks.Push(startsAnew ? null : current);

    /// <summary>The current path came to its end.</summary>
    /// <param name="isCovered">Not the program's end, but a state that another path had covered.</param>
    public void EndPath(bool isCovered)
    {
        int rank = current is null ? -1
            : current.ObjectCount == 0 ? 0
            : current.ObjectCount + (isCovered ? 0 : WholePath);
        if (recording.Path is { } wanted ? pathNumber == wanted : rank > keptRank)
        {
            kept = current;
            keptPath = pathNumber;
            keptRank = rank;
        }
    }

    /// <summary>The path queued last goes on.</summary>
    public void Resume()
    {
        pathNumber++;
        current = forks.Pop();
    }

    /// <summary>What was recorded; the exploration is over.</summary>
    /// <param name="isRejected">The current instruction, or what came before the first one, rejected the program.</param>
    public LifetimeTrace Finish(bool isRejected)
    {
        if (isRejected && current is not null && current.Instruction == recording.Instruction)
        {
            Visit(current, null);
        }

        PathStep? last = isRejected ? current : kept;
        LifetimeTrace trace = last is null ? new LifetimeTrace() : Build(last, isRejected);
        return trace with { Visits = visits.ToImmutable(), Path = isRejected ? pathNumber : keptPath, Paths = pathNumber };
    }

    private LifetimeTrace Build(PathStep last, bool isRejected)
    {
        var builder = new LifetimeBuilder(catalog, last);
        LifetimeTrace trace = builder.Build(isRejected);
        return !isRejected ? trace : trace with
        {
            Registers = StoppedRegisters.Read(path.State, builder, last.Places),
            NullRegisters = StoppedRegisters.ReadNulls(path.State),
        };
    }

    /// <summary>The places as the last instruction left them, in agreement with the state.</summary>
    private HeldPlace[] ReadPlaces()
    {
        places.Clear();
        if (current is { } last)
        {
            places.AddRange(last.Moved);
            PlaceFlow.ChangeFrame(places, program.Instructions[last.Instruction], last.Frame, last.IsCallback, path.State.CurrentFrame);
        }

        reader.Agree(places, current?.Instruction ?? -1);
        return Share(current?.Moved ?? []);
    }

    /// <summary>The places as an array; the given one when it has the same.</summary>
    private HeldPlace[] Share(HeldPlace[] known) => CollectionsMarshal.AsSpan(places).SequenceEqual(known) ? known : [.. places];

    private static int CountNew(ObjectTree tree, ObjectTree earlier)
    {
        int count = 0;
        foreach (ObjectNode node in tree.Nodes)
        {
            count += earlier.Find(node.Id) is null ? 1 : 0;
        }

        return count;
    }

    /// <summary>A result that nothing reads is cleared before the next instruction, so what it is must be looked at now.</summary>
    private void NoteResult()
    {
        Instruction insn = program.Instructions[current!.Instruction];
        if (insn.Class == InstructionClass.Jump && insn.JumpOperation == JumpOperation.Call)
        {
            trees.NoteResult();
        }
    }

    private void Visit(PathStep step, ObjectTree? after)
    {
        if (visits.Count < recording.MaxVisits)
        {
            visits.Add(new InstructionVisit(pathNumber, step.Before, after));
        }
    }
}
