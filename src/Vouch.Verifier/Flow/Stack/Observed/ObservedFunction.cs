using System;
using System.Collections.Generic;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack.Observed;

/// <summary>A function as called through one chain of calls: what its instructions were seen to do to its frame and its callers'.</summary>
/// <param name="chain">The call instructions that lead to the function, outermost first.</param>
/// <param name="info">The function.</param>
internal sealed class ObservedFunction(int[] chain, SubprogramInfo info)
{
    private const ulong NarrowComparison = uint.MaxValue;

    private readonly ObservedSlots[]?[] frames = new ObservedSlots[]?[chain.Length + 1];
    private readonly Dictionary<(int CallSite, int Start), ObservedFunction> called = [];
    private readonly bool[] isVisited = new bool[info.End - info.Start];

    /// <summary>The call instructions that lead to the function, outermost first.</summary>
    public ReadOnlySpan<int> Chain => chain;

    public SubprogramInfo Info => info;

    /// <summary>The frame that the function itself runs in.</summary>
    public int Depth => chain.Length;

    /// <summary>Something was seen since the sets were solved.</summary>
    public bool IsChanged { get; set; }

    /// <summary>A slot that had counted as written does no longer.</summary>
    public bool LostWrites { get; set; }

    /// <summary>A function as one of this function's instructions calls it.</summary>
    public ObservedFunction Calling(int callSite, SubprogramInfo callee)
    {
        if (!called.TryGetValue((callSite, callee.Start), out ObservedFunction? function))
        {
            function = new ObservedFunction([.. chain, callSite], callee);
            called.Add((callSite, callee.Start), function);
        }

        return function;
    }

    /// <summary>Something was seen of the frame.</summary>
    public bool Knows(int frame) => frames[frame] is not null;

    /// <summary>What was seen of an instruction; only of a frame that something is known of.</summary>
    public ref ObservedSlots At(int frame, int instruction) => ref frames[frame]![instruction - info.Start];

    /// <summary>The instruction may read slots of a frame.</summary>
    public void Read(int frame, int instruction, ulong slots)
    {
        ref ObservedSlots seen = ref Touch(frame, instruction);
        IsChanged |= (slots & ~seen.Reads & ~seen.Live) != 0;
        seen.Reads |= slots;
    }

    /// <summary>A visit of an instruction is over.</summary>
    /// <param name="instruction">It.</param>
    /// <param name="writes">What it wrote, by frame.</param>
    /// <remarks>
    /// The sets are compared and intersected in 32 bits, as the kernel does: what lies in the far half of a frame stays written while the
    /// near half does not change, and is lost where that shrinks. Source: Linux 6.18, delta 6.18 F3.
    /// </remarks>
    public void EndVisit(int instruction, ReadOnlySpan<ulong> writes)
    {
        ref bool visited = ref isVisited[instruction - info.Start];
        for (int frame = 0; frame <= Depth; frame++)
        {
            ulong written = writes[frame];
            if (written == 0 && !visited)
            {
                continue;
            }

            ref ObservedSlots seen = ref Touch(frame, instruction);
            ulong before = seen.Writes & NarrowComparison;
            written = visited ? written & before : written;
            if (before != written)
            {
                seen.Writes = written;
                IsChanged = true;
            }

            LostWrites |= (before & ~written) != 0;
        }

        visited = true;
    }

    /// <summary>Writes on the ways from each instruction are to be worked out from nothing.</summary>
    public void ForgetWritesFromHere()
    {
        foreach (ObservedSlots[]? frame in frames)
        {
            for (int i = 0; i < frame?.Length; i++)
            {
                frame[i].WritesFromHere = 0;
            }
        }
    }

    private ref ObservedSlots Touch(int frame, int instruction) =>
        ref (frames[frame] ??= new ObservedSlots[info.End - info.Start])[instruction - info.Start];
}
