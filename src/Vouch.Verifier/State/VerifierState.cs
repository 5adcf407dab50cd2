using System;
using Vouch.Kernel;

namespace Vouch.Verifier.State;

/// <summary>The whole machine at one point of one path: frames, references and regions, and the path's bookkeeping.</summary>
internal class VerifierState(ObjectModel objects)
{
    public const int MaxFrames = 16;

    /// <summary>How registers and references of this state name each other.</summary>
    public readonly ObjectModel Objects = objects;

    private FrameState?[] frames = new FrameState?[4];
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
            executing = FrameOrNull(value);
        }
    }

    /// <summary>The checkpoint this path goes on from; precision marks are handed up this chain.</summary>
    public Checkpoint? Parent;

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

    public FrameState this[int frame] => frames[frame]!;

    public ReadOnlySpan<Reference> ActiveReferences => References.AsSpan(0, ReferenceCount);

    /// <summary>Puts a frame at a number; the numbers below must be taken.</summary>
    public void SetFrame(int number, FrameState frame)
    {
        if (frames.Length <= number)
        {
            Array.Resize(ref frames, MaxFrames);
        }

        frames[number] = frame;
        executing = number == currentFrame ? frame : executing;
    }

    /// <summary>The frame object kept at a number for reuse, or null.</summary>
    public FrameState? FrameOrNull(int number) => number < frames.Length ? frames[number] : null;

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

    /// <summary>The frame object at a number, a new one where none was kept for reuse.</summary>
    public FrameState EnsureFrame(int number)
    {
        FrameState? frame = FrameOrNull(number);
        if (frame is null)
        {
            frame = new FrameState();
            SetFrame(number, frame);
        }

        return frame;
    }

    /// <summary>Forgets everything but the storage: a state without references, history or ancestry, in frame 0.</summary>
    public void Clear()
    {
        CurrentFrame = ReferenceCount = HistoryCount = 0;
        Parent = EqualState = null;
        Branches = InstructionIndex = FirstInstruction = LastInstruction = 0;
        ActiveLocks = ActivePreemptionLocks = ActiveRcuLocks = 0;
        ActiveIrqId = ActiveLockId = 0;
        ActiveLock = LockOwner.None;
        IsSpeculative = IsSleepable = false;
        Depth = CallbackUnrollDepth = MayGotoDepth = 0;
        Walks?.Clear();
    }

    /// <summary>Becomes a copy of another state, history included; <see cref="Parent"/> and <see cref="Branches"/> too.</summary>
    public void CopyFrom(VerifierState other)
    {
        for (int i = 0; i <= other.CurrentFrame; i++)
        {
            EnsureFrame(i).CopyFrom(other[i]);
        }

        CurrentFrame = other.CurrentFrame;
        CopyReferencesFrom(other);
        Walks?.Clear();
        Parent = other.Parent;
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
}
