using System;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.State;

/// <summary>The whole machine at one point of one path: frames, references and regions, and the path's bookkeeping.</summary>
/// <remarks>
/// A copy shares the frames of callers with what it was copied from until one of the two writes to them; few do. The frame that executes is
/// never shared. A frame from <see cref="WriteFrame"/> must not be written to any more once the state was copied.
/// </remarks>
internal class VerifierState(FramePool pool)
{
    public const int MaxFrames = 16;

    private readonly FramePool pool = pool;
    private FrameState?[] frames = new FrameState?[4];
    private int[] instructionsOnPath = new int[4];
    private int currentFrame;
    private FrameState? executing;

    /// <summary>The acquired references in order of acquisition. Only the first <see cref="ReferenceCount"/> are meaningful.</summary>
    public Reference[] References = [];

    public int ReferenceCount;

    /// <summary>Number of the frame that executes.</summary>
    public int CurrentFrame
    {
        get => currentFrame;
        set
        {
            currentFrame = value;
            executing = WriteFrame(value);
        }
    }

    /// <summary>The checkpoint this path goes on from; precision marks are handed up this chain.</summary>
    public Checkpoint? Parent;

    /// <summary>
    /// For checkpoints: some scalar was marked precise since. Where precision is tracked, none is when a state is remembered.
    /// </summary>
    public bool HasPrecision;

    /// <summary>For checkpoints: paths that start here and are not finished.</summary>
    public int Branches;

    public int InstructionIndex;
    public int ActiveLocks;
    public int ActivePreemptionLocks;
    public int ActiveRcuLocks;
    public uint ActiveIrqId;
    public uint ActiveLockId;
    public LockOwner ActiveLock = LockOwner.None;
    public bool IsSpeculative;
    public bool IsSleepable;
    public int FirstInstruction;
    public int LastInstruction;

    /// <summary>For the copies that close a loop: the older state they were found equal to.</summary>
    public Checkpoint? EqualState;

    public JumpHistoryEntry[] History = [];
    public int HistoryCount;

    /// <summary>The walks backwards that began on the way here from <see cref="Parent"/>; a copy starts with none.</summary>
    public FinishedWalks? Walks;

    /// <summary>Distance from the root in the tree of checkpoints.</summary>
    public int Depth;

    public int CallbackUnrollDepth;
    public int MayGotoDepth;

    /// <summary>The frame that executes.</summary>
    public FrameState Frame => executing!;

    /// <summary>Registers of the executing frame.</summary>
    public RegisterState[] Registers => executing!.Registers;

    public ReadOnlySpan<Reference> ActiveReferences => References.AsSpan(0, ReferenceCount);

    /// <summary>A frame that may be written to: it belongs to this state alone from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameState WriteFrame(int number)
    {
        FrameState frame = frames[number]!;
        return frame.Sharers == 1 ? frame : Unshare(number);
    }

    /// <summary>A frame that may only be read: other states may share it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameState ReadFrame(int number) => frames[number]!;

    /// <summary>Instructions processed on this path in a frame and what it called. A copy starts with none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int InstructionsOnPath(int frame) => ref instructionsOnPath[frame];

    public void AddReference(in Reference reference)
    {
        if (References.Length == ReferenceCount)
        {
            Array.Resize(ref References, Math.Max(4, ReferenceCount * 2));
        }

        References[ReferenceCount++] = reference;
    }

    /// <summary>Removes an entry and keeps the order of the others (restore and unlock rules rely on it).</summary>
    public void RemoveReferenceAt(int index)
    {
        Array.Copy(References, index + 1, References, index, ReferenceCount - index - 1);
        ReferenceCount--;
    }

    /// <summary>The instruction a frame stands at: where the path is, or for callers the call they wait for.</summary>
    public int InstructionOf(int frame) => frame == CurrentFrame ? InstructionIndex : frames[frame + 1]!.CallSite;

    /// <summary>Same number of frames, entered from the same calls.</summary>
    public bool HasSameCallSites(VerifierState other)
    {
        if (CurrentFrame != other.CurrentFrame)
        {
            return false;
        }

        for (int i = 0; i <= CurrentFrame; i++)
        {
            if (frames[i]!.CallSite != other.frames[i]!.CallSite)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A frame to be filled in, with arbitrary contents; the numbers below must be taken.</summary>
    public FrameState PrepareFrame(int number)
    {
        if (frames.Length <= number)
        {
            Array.Resize(ref frames, MaxFrames);
            Array.Resize(ref instructionsOnPath, MaxFrames);
        }

        FrameState? frame = frames[number];
        if (frame is not { Sharers: 1 })
        {
            frame = pool.Rent();
            Put(number, frame);
        }

        instructionsOnPath[number] = 0;
        executing = number == currentFrame ? frame : executing;
        return frame;
    }

    /// <summary>Gives back all frames. There must be new ones before the state is used again.</summary>
    public void ReleaseFrames()
    {
        for (int i = 0; i < frames.Length && frames[i] is { } frame; i++)
        {
            pool.LetGo(frame);
            frames[i] = null;
        }

        executing = null;
    }

    /// <summary>Forgets everything but the storage: a state without frames, references, history or ancestry, about to be in frame 0.</summary>
    public void Clear()
    {
        ReleaseFrames();
        currentFrame = ReferenceCount = HistoryCount = 0;
        Parent = EqualState = null;
        Branches = InstructionIndex = FirstInstruction = LastInstruction = 0;
        ActiveLocks = ActivePreemptionLocks = ActiveRcuLocks = 0;
        ActiveIrqId = ActiveLockId = 0;
        ActiveLock = LockOwner.None;
        IsSpeculative = IsSleepable = HasPrecision = false;
        Depth = CallbackUnrollDepth = MayGotoDepth = 0;
        Walks?.Clear();
    }

    /// <summary>Becomes a copy of another state, history included; <see cref="Parent"/> and <see cref="Branches"/> too.</summary>
    public void CopyFrom(VerifierState other)
    {
        int last = other.currentFrame;
        currentFrame = last;
        PrepareFrame(last).CopyFrom(other.executing!);
        for (int i = 0; i < last; i++)
        {
            FrameState shared = other.frames[i]!;
            FrameSeal.BeforeSharing(shared);
            shared.Sharers++;
            Put(i, shared);
            instructionsOnPath[i] = 0;
        }

        CopyReferencesFrom(other);
        Walks?.Clear();
        Parent = other.Parent;
        HasPrecision = false;
        Branches = other.Branches;
        InstructionIndex = other.InstructionIndex;
        IsSpeculative = other.IsSpeculative;
        IsSleepable = other.IsSleepable;
        FirstInstruction = other.FirstInstruction;
        LastInstruction = other.LastInstruction;
        EqualState = other.EqualState;
        Depth = other.Depth;
        CallbackUnrollDepth = other.CallbackUnrollDepth;
        MayGotoDepth = other.MayGotoDepth;
        if (History.Length < other.HistoryCount)
        {
            History = new JumpHistoryEntry[(other.HistoryCount + 15) & ~15];
        }

        other.History.AsSpan(0, other.HistoryCount).CopyTo(History);
        HistoryCount = other.HistoryCount;
    }

    /// <summary>Takes over the references and the counts of active regions.</summary>
    public void CopyReferencesFrom(VerifierState other)
    {
        if (References.Length < other.ReferenceCount)
        {
            References = new Reference[other.ReferenceCount];
        }

        other.ActiveReferences.CopyTo(References);
        ReferenceCount = other.ReferenceCount;
        ActiveLocks = other.ActiveLocks;
        ActivePreemptionLocks = other.ActivePreemptionLocks;
        ActiveRcuLocks = other.ActiveRcuLocks;
        ActiveIrqId = other.ActiveIrqId;
        ActiveLockId = other.ActiveLockId;
        ActiveLock = other.ActiveLock;
    }

    private void Put(int number, FrameState frame)
    {
        if (frames[number] is { } former)
        {
            pool.LetGo(former);
        }

        frames[number] = frame;
    }

    private FrameState Unshare(int number)
    {
        FrameState shared = frames[number]!;
        FrameSeal.Require(shared);
        FrameState own = pool.Rent();
        own.CopyFrom(shared);
        Put(number, own);
        return own;
    }
}
