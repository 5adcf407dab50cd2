using System;
using Vouch.Kernel.Programs;

namespace Vouch.Verifier.State;

/// <summary>One call frame: registers, stack, and the outgoing arguments that lie beyond the fifth.</summary>
internal sealed class FrameState
{
    public const int RegisterCount = 11;
    public const int MaxStackSlots = 64;
    /// <summary>Bytes of stack that a frame has at most.</summary>
    public const int MaxStack = MaxStackSlots * 8;
    public const int MaxStackArguments = 7;
    /// <summary>Arguments that calls take in registers, from R1 on.</summary>
    public const int ArgumentRegisters = 5;

    /// <summary>The call site of frames that nobody in the program calls.</summary>
    public const int NoCallSite = -1;

    public readonly RegisterState[] Registers = new RegisterState[RegisterCount];

    /// <summary>Only the first <see cref="StackSlotCount"/> slots are meaningful.</summary>
    public FrameStack Stack = new();

    public RegisterState[] OutgoingArguments = [];

    /// <summary>Instruction index of the call that entered this frame, or <see cref="NoCallSite"/>.</summary>
    public int CallSite = NoCallSite;

    public int FrameNumber;
    public int Subprogram;
    public int AsyncEntryCount;
    public ReturnRange CallbackReturnRange;
    public bool IsCallback;
    public bool IsAsyncCallback;
    public bool IsExceptionCallback;

    /// <summary>Incoming stack arguments may not be read any more: an outgoing one was stored or a call made.</summary>
    public bool MayNotLoadStackArguments;

    /// <summary>For calls that limit how often their callback runs: how often it was entered on this path.</summary>
    public int CallbackDepth;

    /// <summary>The id of the constant dynptr that the frame was given, or 0.</summary>
    public uint ConstantDynptr;

    /// <summary>Callbacks: the RCU read sections and regions without preemption that they were entered in.</summary>
    public int RcuLocksAtEntry;

    public int PreemptionLocksAtEntry;

    /// <summary>How many states refer to this frame. While there are several, none may write to it.</summary>
    public int Sharers = 1;

    /// <summary>Debug builds: stands for the contents while the frame is shared.</summary>
    public int Seal;

    /// <summary>Bytes of stack touched so far, a multiple of 8.</summary>
    public int AllocatedStack;

    public int OutgoingArgumentCount;

    public int StackSlotCount => AllocatedStack / 8;

    /// <summary>Makes at least <paramref name="bytes"/> of stack meaningful. References into <see cref="Stack"/> taken before go stale.</summary>
    public void GrowStack(int bytes)
    {
        int rounded = (bytes + 7) & ~7;
        if (rounded <= AllocatedStack)
        {
            return;
        }

        Stack.Grow(StackSlotCount, rounded / 8);
        AllocatedStack = rounded;
    }

    /// <summary>Makes at least <paramref name="count"/> outgoing stack arguments meaningful; new ones are not initialised.</summary>
    public void GrowOutgoingArguments(int count)
    {
        if (count <= OutgoingArgumentCount)
        {
            return;
        }

        if (OutgoingArguments.Length < count)
        {
            Array.Resize(ref OutgoingArguments, MaxStackArguments);
        }

        OutgoingArguments.AsSpan(OutgoingArgumentCount, count - OutgoingArgumentCount).Clear();
        OutgoingArgumentCount = count;
    }

    /// <summary>Becomes the frame of a function about to start: only the frame pointer is readable, the stack is untouched.</summary>
    public void Start(int callSite, int frameNumber, int subprogram, bool isBpfCapable)
    {
        CallSite = callSite;
        FrameNumber = frameNumber;
        Subprogram = subprogram;
        AsyncEntryCount = 0;
        CallbackReturnRange = default;
        IsCallback = IsAsyncCallback = IsExceptionCallback = MayNotLoadStackArguments = false;
        CallbackDepth = AllocatedStack = OutgoingArgumentCount = 0;
        Stack.Clear();
        ConstantDynptr = 0;
        RcuLocksAtEntry = PreemptionLocksAtEntry = 0;
        for (int i = 0; i < RegisterCount - 1; i++)
        {
            Registers[i].MarkNotInitialized(isBpfCapable);
        }

        Registers[RegisterCount - 1].MarkPointer(RegisterKind.Stack);
        Registers[RegisterCount - 1].FrameNumber = frameNumber;
    }

    /// <summary>Becomes a copy of another frame.</summary>
    public void CopyFrom(FrameState other)
    {
        other.Registers.AsSpan().CopyTo(Registers);
        Stack.CopyFrom(in other.Stack, other.StackSlotCount);
        if (OutgoingArguments.Length < other.OutgoingArgumentCount)
        {
            OutgoingArguments = new RegisterState[MaxStackArguments];
        }

        other.OutgoingArguments.AsSpan(0, other.OutgoingArgumentCount).CopyTo(OutgoingArguments);
        CallSite = other.CallSite;
        FrameNumber = other.FrameNumber;
        Subprogram = other.Subprogram;
        AsyncEntryCount = other.AsyncEntryCount;
        CallbackReturnRange = other.CallbackReturnRange;
        IsCallback = other.IsCallback;
        IsAsyncCallback = other.IsAsyncCallback;
        IsExceptionCallback = other.IsExceptionCallback;
        MayNotLoadStackArguments = other.MayNotLoadStackArguments;
        CallbackDepth = other.CallbackDepth;
        ConstantDynptr = other.ConstantDynptr;
        RcuLocksAtEntry = other.RcuLocksAtEntry;
        PreemptionLocksAtEntry = other.PreemptionLocksAtEntry;
        AllocatedStack = other.AllocatedStack;
        OutgoingArgumentCount = other.OutgoingArgumentCount;
    }
}
