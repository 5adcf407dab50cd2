using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Calls;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>The legacy packet loads: really calls, with the packet in R6 and the value in R0, which end the program when out of range.</summary>
internal static class PacketLoad
{
    private const int PacketRegister = 6;

    public static Check Execute(Session session, Instruction insn)
    {
        if (session.Program.ResolvedType is not (ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct))
        {
            return session.Reject(Rule.PacketLoadPlace, Errno.Invalid, "BPF_LD_[ABS|IND] instructions not allowed for this program type");
        }

        for (int i = CallbackExits.AreRefused(session) ? session.Path.State.CurrentFrame : 0; i > 0; i--)
        {
            if (session.Path.State.ReadFrame(i).IsCallback)
            {
                return session.Reject(Rule.PacketLoadPlace, Errno.Invalid, "cannot use BPF_LD_[ABS|IND] within callback");
            }
        }

        if (OperandRules.RequireReadable(session.Path, session.Rejections, PacketRegister).Failed(out Check why) ||
            ObjectGraph.RequireNothingHeld(session, isExceptional: false, checkRegions: true, "BPF_LD_[ABS|IND]").Failed(out why))
        {
            return why;
        }

        if (session.Path.Registers[PacketRegister].Type != RegisterKind.Context)
        {
            return session.Reject(
                Rule.PacketLoadContext, Subject.Register(6), Errno.Invalid, "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
        }

        if ((insn.Mode == MemoryMode.Indirect && OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out why)) ||
            Pointers.RequireUnmodified(session, session.Path.Registers[PacketRegister], ArgumentPlace.OfRegister(PacketRegister)).Failed(out why))
        {
            return why;
        }

        for (int register = 0; register <= 5; register++)
        {
            session.Path.Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
            session.Path.MarkScratched(register);
        }

        session.Path.Registers[0].MarkUnknown(session.Permissions.IsBpfCapable);
        bool forks = session.Path.State.CurrentFrame > 0 && session.Program.Kernel.Rules.Calls.FollowsFailedPacketLoads;
        return forks ? ForkEarlyReturn(session) : Check.Ok;
    }

    /// <summary>In a subprogram a failed load returns 0 to the caller: that path goes on now, the other is queued.</summary>
    private static Check ForkEarlyReturn(Session session)
    {
        session.Path.MarkScratched(0);
        if (session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex) is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        session.Path.Registers[0].MarkKnownScalar(0, session.Permissions.IsBpfCapable);
        if (SubprogramCalls.Return(session).Failed(out Check why))
        {
            return why;
        }

        // The main loop steps past the instruction that ended, which is now the call.
        session.Path.InstructionIndex--;
        return Check.Ok;
    }
}
