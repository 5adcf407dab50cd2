using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Arguments beyond the fifth: stored to below R11 by the caller, loaded from above R11 by the callee.</summary>
internal static class StackArguments
{
    /// <summary>Stores an outgoing argument at the current instruction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The instruction's offset: -8 is the sixth argument, -16 the seventh.</param>
    /// <param name="valueRegister">The register stored, or -1 for the instruction's immediate.</param>
    public static Check Store(Session session, int offset, int valueRegister)
    {
        FrameState frame = session.Path.Frame;
        int index = (-offset / 8) - 1;
        if (index >= FrameState.MaxStackArguments)
        {
            return session.Reject(
                Rule.StackArgumentRange,
                Errno.Invalid, $"stack arg write offset {offset} exceeds max {FrameState.MaxStackArguments} stack args");
        }

        frame.GrowOutgoingArguments(index + 1);
        SubprogramFindings subprogram = session.Findings.Subprograms[frame.Subprogram];
        subprogram.MaxOutgoingStackArguments = Math.Max(subprogram.MaxOutgoingStackArguments, index + 1);
        ref RegisterState argument = ref frame.OutgoingArguments[index];
        if (valueRegister >= 0)
        {
            argument = frame.Registers[valueRegister];
        }
        else
        {
            argument.Type = RegisterType.Scalar;
            argument.MarkKnown(unchecked((ulong)session.Program.Instructions[session.Path.InstructionIndex].Immediate));
        }

        frame.MayNotLoadStackArguments = true;
        return session.History.Record(HistoryFlags.StackArgumentAccess, frame: 0, slot: index);
    }

    /// <summary>Loads an incoming argument into a register at the current instruction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The instruction's offset: 8 is the sixth argument, 16 the seventh.</param>
    /// <param name="destination">The register loaded.</param>
    public static Check Load(Session session, int offset, int destination)
    {
        FrameState frame = session.Path.Frame;
        if (frame.MayNotLoadStackArguments)
        {
            return session.Reject(Rule.StackArgumentOrder, Errno.Invalid, "r11 load must be before any r11 store or call insn");
        }

        int index = (offset / 8) - 1;
        int incoming = session.Findings.Subprograms[frame.Subprogram].IncomingStackArguments;
        if (index >= incoming)
        {
            return session.Reject(
                Rule.StackArgumentRange, Errno.AccessDenied, $"invalid read from stack arg off {offset} depth {incoming * 8}");
        }

        frame.Registers[destination] = session.Path.State.ReadFrame(session.Path.State.CurrentFrame - 1).OutgoingArguments[index];
        return session.History.Record(HistoryFlags.StackArgumentAccess, frame: 0, slot: index);
    }
}
