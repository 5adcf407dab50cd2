using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vouch.Verifier.State;

/// <summary>Debug builds: notices that a frame was written to while states share it, which would change what all of them know.</summary>
internal static class FrameSeal
{
    /// <summary>Another state is about to share the frame.</summary>
    [Conditional("DEBUG")]
    public static void BeforeSharing(FrameState frame)
    {
        if (frame.Sharers == 1)
        {
            frame.Seal = Digest(frame);
        }
        else
        {
            Require(frame);
        }
    }

    /// <summary>A state is about to part with a frame that others share.</summary>
    /// <exception cref="InvalidOperationException">Somebody wrote to it.</exception>
    [Conditional("DEBUG")]
    public static void Require(FrameState frame)
    {
        if (frame.Seal != Digest(frame))
        {
            throw new InvalidOperationException($"frame {frame.FrameNumber} was written to though {frame.Sharers} states share it");
        }
    }

    /// <summary>Stands for everything that states know through a shared frame. A test holds that no field is left out.</summary>
    public static int Digest(FrameState frame)
    {
        HashCode digest = default;
        digest.AddBytes(MemoryMarshal.AsBytes(frame.Registers.AsSpan()));
        digest.AddBytes(MemoryMarshal.AsBytes(frame.OutgoingArguments.AsSpan(0, frame.OutgoingArgumentCount)));
        for (int i = 0; i < frame.StackSlotCount; i++)
        {
            ref readonly SlotTypes types = ref frame.Stack.Types(i);
            digest.Add(types.Packed);
            if (types.HoldsMoreThanBytes)
            {
                digest.AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<RegisterState>(in frame.Stack.Spilled(i))));
            }
        }

        digest.Add(frame.AllocatedStack);
        digest.Add(frame.OutgoingArgumentCount);
        digest.Add(frame.CallSite);
        digest.Add(frame.FrameNumber);
        digest.Add(frame.Subprogram);
        digest.Add(frame.CallbackDepth);
        digest.Add(frame.ConstantDynptr);
        digest.Add(frame.AsyncEntryCount);
        digest.Add(frame.CallbackReturnRange);
        digest.Add(frame.RcuLocksAtEntry);
        digest.Add(frame.PreemptionLocksAtEntry);
        digest.Add(frame.IsCallback);
        digest.Add(frame.IsAsyncCallback);
        digest.Add(frame.IsExceptionCallback);
        digest.Add(frame.MayNotLoadStackArguments);
        return digest.ToHashCode();
    }
}
