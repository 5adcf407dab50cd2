using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Calls;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Executes one instruction abstractly: the dispatch by class.</summary>
internal static class InstructionStep
{
    /// <summary>Executes the instruction at <see cref="PathCursor.InstructionIndex"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="insn">That instruction.</param>
    /// <param name="printState">Set when the next instruction shall be preceded by the whole state (after returning from a subprogram).</param>
    /// <param name="outcome">Where to go on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check Execute(Session session, Instruction insn, ref bool printState, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        switch (insn.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                return Arithmetic.Execute(session, insn);
            case InstructionClass.LoadRegister:
                return LoadStore.Load(session, insn);
            case InstructionClass.StoreRegister:
                return insn.Mode == MemoryMode.Atomic
                    ? AtomicAccess.Execute(session, insn)
                    : LoadStore.Store(session, insn, requiresAlignment: false);
            case InstructionClass.StoreImmediate:
                return LoadStore.StoreImmediate(session, insn);
            case InstructionClass.Load:
                return ExecuteLoad(session, insn);
            default:
                return ExecuteJump(session, insn, ref printState, out outcome);
        }
    }

    private static Check ExecuteLoad(Session session, Instruction insn)
    {
        if (insn.Mode is MemoryMode.Absolute or MemoryMode.Indirect)
        {
            return PacketLoad.Execute(session, insn);
        }

        Check outcome = ImmediateLoad.Execute(session, insn);
        if (outcome.IsOk)
        {
            session.Path.InstructionIndex++;
            session.CurrentFindings.IsSeen |= !session.Path.State.IsSpeculative;
        }

        return outcome;
    }

    private static Check ExecuteJump(Session session, Instruction insn, ref bool printState, out StepOutcome outcome)
    {
        session.Counters.ProcessedJumps++;
        outcome = StepOutcome.Jumped;
        switch (insn.JumpOperation)
        {
            case JumpOperation.Call:
                return ExecuteCall(session, insn, out outcome);
            case JumpOperation.Always when insn.UsesSourceRegister:
                return IndirectJump.Execute(session, insn);
            case JumpOperation.Always:
                session.Path.InstructionIndex += 1 + (insn.Class == InstructionClass.Jump ? insn.Offset : insn.Immediate);
                return Check.Ok;
            case JumpOperation.Exit:
                return ProgramExit.Execute(session, ref printState, out outcome);
            case JumpOperation.Conditional:
                return MayGoto.Execute(session, insn);
            default:
                return Branch.Execute(session, insn, out outcome);
        }
    }

    private static Check ExecuteCall(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        if (session.Path.State.ActiveLocks > 0 && !CallsUnderLock.IsAllowed(session, insn))
        {
            return session.Reject(Rule.CallUnderLock, Errno.Invalid, "function calls are not allowed while holding a lock");
        }

        session.Path.MarkScratched(0);
        if (session.Findings.Subprograms[session.Path.Frame.Subprogram].IncomingStackArguments > 0)
        {
            session.Path.Frame.MayNotLoadStackArguments = true;
        }

        return (PseudoCall)insn.Source switch
        {
            PseudoCall.Subprogram => SubprogramCalls.Call(session, insn, out outcome),
            PseudoCall.Kfunc => KfuncCalls.Call(session, insn, out outcome),
            _ => HelperCalls.Call(session, insn, out outcome),
        };
    }
}
