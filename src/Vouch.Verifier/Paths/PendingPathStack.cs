using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>A path to be explored later.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Instruction">Where it goes on.</param>
/// <param name="PreviousInstruction">Where it comes from.</param>
/// <param name="LogPosition">The log's position when it was queued.</param>
internal readonly record struct PendingPath(VerifierState State, int Instruction, int PreviousInstruction, long LogPosition);

/// <summary>The stack of pending paths.</summary>
internal sealed class PendingPathStack
{
    // Few programs have more.
    private PendingPath[] paths = new PendingPath[128];

    public int Count { get; private set; }

    public void Push(PendingPath path)
    {
        if (Count == paths.Length)
        {
            Array.Resize(ref paths, Count * 2);
        }

        paths[Count++] = path;
    }

    public PendingPath Newest => paths[Count - 1];

    public PendingPath Pop() => paths[--Count];
}
