using Vouch.Verifier.Flow.Stack;

namespace Vouch.Verifier.Flow;

/// <summary>What the control-flow passes find out about the program as a whole; not changed once exploration starts.</summary>
internal sealed class FlowFacts
{
    /// <summary>
    /// Successors of the instructions that have others than their text tells: targets of indirect jumps (in order), and the
    /// hidden exits of tail calls and packet loads. Null while no instruction has any.
    /// </summary>
    public int[]?[]? ListedSuccessors { get; private set; }

    /// <summary>One past the highest number of a strongly connected component.</summary>
    public int ComponentLimit { get; set; } = 1;

    /// <summary>Which stack bytes are still read later; set by the liveness pass.</summary>
    public StackLiveness? Stack { get; set; }

    /// <summary>The main program changes packet data, or may sleep.</summary>
    public bool ChangesPacketData { get; set; }

    public bool MightSleep { get; set; }

    public int[]? ListedSuccessorsOf(int instruction) => ListedSuccessors?[instruction];

    public void List(Session session, int instruction, int[] successors)
    {
        ListedSuccessors ??= new int[session.Program.Instructions.Length][];
        ListedSuccessors[instruction] = successors;
    }
}
