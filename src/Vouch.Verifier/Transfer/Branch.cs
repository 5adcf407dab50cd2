using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Conditional jumps on two values: decided where possible, else both ways are followed with what each teaches.</summary>
internal static class Branch
{
    public static Check Execute(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        if (insn.JumpOperation > JumpOperation.SignedLessOrEqual)
        {
            return session.Reject(Rule.Opcode, Errno.Invalid, $"invalid BPF_JMP/JMP32 opcode {(int)insn.JumpOperation:x}");
        }

        if (RequireComparable(session, insn).Failed(out Check why) || RecordStackOperands(session, insn).Failed(out why))
        {
            return why;
        }

        RegisterState immediate = default;
        immediate.MarkKnownScalar(unchecked((ulong)insn.Immediate), isBpfCapable: true);
        ref RegisterState second = ref insn.UsesSourceRegister ? ref session.Path.Registers[insn.Source] : ref immediate;
        ref RegisterState first = ref session.Path.Registers[insn.Destination];

        // Linked registers are collected before the operands are copied: collecting may drop ids that no longer fit.
        int source = insn.UsesSourceRegister ? insn.Source : -1;
        bool gathersAlways = session.Links.CollectsAlways;
        LinkedSet linked = gathersAlways ? session.Links.CollectForBranch(insn.Destination, source) : default;
        BranchVerdict verdict = Decide(session, insn, first, second, out BranchOutcomes outcomes, out bool isScalar);
        if (verdict != BranchVerdict.Unknown)
        {
            return FollowOne(session, insn, verdict == BranchVerdict.Taken, first, second, out outcome);
        }

        linked = gathersAlways ? linked : session.Links.CollectForBranch(insn.Destination, source);
        return FollowBoth(session, insn, linked, isScalar, outcomes, ref first, ref second);
    }

    private static Check RequireComparable(Session session, Instruction insn)
    {
        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Destination).Failed(out Check why) || !insn.UsesSourceRegister)
        {
            return why;
        }

        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out why))
        {
            return why;
        }

        RegisterState[] registers = session.Path.Registers;
        bool arePacket = registers[insn.Destination].Type.IsAnyPacket && registers[insn.Source].Type.IsAnyPacket;
        return !arePacket && OperandRules.IsSecretPointer(session.Permissions, registers[insn.Source])
            ? session.Reject(
                Rule.PointerComparison, Subject.Register(insn.Source), Errno.AccessDenied, $"R{insn.Source} pointer comparison prohibited")
            : Check.Ok;
    }

    private static Check RecordStackOperands(Session session, Instruction insn)
    {
        HistoryFlags flags = HistoryFlags.None;
        if (insn.UsesSourceRegister && session.Path.Registers[insn.Source].Type == RegisterKind.Stack)
        {
            flags |= HistoryFlags.SourceIsStack;
        }

        if (session.Path.Registers[insn.Destination].Type == RegisterKind.Stack)
        {
            flags |= HistoryFlags.DestinationIsStack;
        }

        return flags == HistoryFlags.None ? Check.Ok : session.History.Record(flags);
    }

    private static BranchVerdict Decide(
        Session session, Instruction insn, in RegisterState first, in RegisterState second, out BranchOutcomes outcomes, out bool isScalar)
    {
        bool is32 = insn.Class == InstructionClass.Jump32;
        isScalar = first.Type.IsScalar && second.Type.IsScalar;
        if (isScalar)
        {
            bool isSameRegister = insn.UsesSourceRegister && insn.Source == insn.Destination;
            return session.Scalars.Decide(new JumpTest(insn.JumpOperation, is32, isSameRegister), first.Bounds, second.Bounds, out outcomes);
        }

        // Outcomes are for two scalars.
        Unsafe.SkipInit(out outcomes);
        if (is32 && session.PointerRules.ComparesWholePointers)
        {
            return BranchVerdict.Unknown;
        }

        return !is32 && first.Type.IsAnyPacket && second.Type.IsAnyPacket
            ? PacketComparison.Decide(insn.JumpOperation, first, second)
            : NullComparison.Decide(session, insn, first, second);
    }

    private static Check FollowOne(
        Session session, Instruction insn, bool isTaken, in RegisterState first, in RegisterState second, out StepOutcome outcome)
    {
        outcome = isTaken ? StepOutcome.Jumped : StepOutcome.Next;
        bool isFirstScalar = first.Type.IsScalar;
        bool isSecondScalar = second.Type.IsScalar;
        if (isFirstScalar && session.Precision.MarkChain(insn.Destination).Failed(out Check why))
        {
            return why;
        }

        if (insn.UsesSourceRegister && isSecondScalar && session.Precision.MarkChain(insn.Source).Failed(out why))
        {
            return why;
        }

        int target = session.Path.InstructionIndex + insn.Offset + 1;
        if (!session.Permissions.BypassesSpectreV1)
        {
            int impossible = isTaken ? session.Path.InstructionIndex + 1 : target;
            if (Speculation.PushImpossibleBranch(session, insn, impossible).Failed(out why))
            {
                return why;
            }
        }

        PrintState(session);
        if (isTaken)
        {
            session.Path.InstructionIndex = target;
        }

        return Check.Ok;
    }

    private static Check FollowBoth(
        Session session, Instruction insn, in LinkedSet linked, bool isScalar, in BranchOutcomes outcomes,
        ref RegisterState first, ref RegisterState second)
    {
        if (linked.IsLink && session.History.Record(HistoryFlags.None, linkedRegisters: linked.Packed).Failed(out Check why))
        {
            return why;
        }

        VerifierState? other = session.Pending.Push(session.Path.InstructionIndex + insn.Offset + 1, session.Path.InstructionIndex);
        if (other is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        VerifierState current = session.Path.State;
        if (isScalar && RefineBoth(session, insn, other, outcomes, ref first, ref second).Failed(out why))
        {
            return why;
        }

        SynchronizeLinked(session, insn, linked, current, other);
        bool is32 = insn.Class == InstructionClass.Jump32;
        if (!is32 && insn.UsesSourceRegister)
        {
            NullComparison.LearnFromEqualPointers(session, insn, first, second, other);
        }

        if (!is32 && NullComparison.IsNullTest(session, insn, first, second))
        {
            // With a register, the zero is a fact of this path only.
            if (insn.UsesSourceRegister && session.Precision.MarkChain(insn.Source).Failed(out why))
            {
                return why;
            }

            bool isNullWhenTaken = insn.JumpOperation == JumpOperation.Equal;
            NullComparison.Resolve(session, current, insn.Destination, isNull: !isNullWhenTaken);
            NullComparison.Resolve(session, other, insn.Destination, isNull: isNullWhenTaken);
        }
        else if (!PacketComparison.Learn(session, insn, first, second, other) && OperandRules.IsSecretPointer(session.Permissions, first))
        {
            return session.Reject(
                Rule.PointerComparison, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} pointer comparison prohibited");
        }

        PrintState(session);
        return Check.Ok;
    }

    private static Check RefineBoth(
        Session session, Instruction insn, VerifierState other, in BranchOutcomes outcomes, ref RegisterState first, ref RegisterState second)
    {
        RegisterState unused = second;
        ref RegisterState otherFirst = ref other.Registers[insn.Destination];
        ref RegisterState otherSecond = ref insn.UsesSourceRegister ? ref other.Registers[insn.Source] : ref unused;
        otherFirst.Bounds = outcomes.TakenFirst;
        otherSecond.Bounds = outcomes.TakenSecond;
        first.Bounds = outcomes.NotTakenFirst;
        second.Bounds = outcomes.NotTakenSecond;
        if (OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref otherFirst, "true_reg1").Failed(out Check why) ||
            OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref otherSecond, "true_reg2").Failed(out why) ||
            OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref first, "false_reg1").Failed(out why) ||
            OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref second, "false_reg2").Failed(out why))
        {
            return why;
        }

        return Check.Ok;
    }

    private static void SynchronizeLinked(
        Session session, Instruction insn, in LinkedSet linked, VerifierState current, VerifierState other)
    {
        if (insn.UsesSourceRegister)
        {
            SynchronizeWith(session, linked, insn.Source, current, other);
        }

        SynchronizeWith(session, linked, insn.Destination, current, other);
    }

    private static void SynchronizeWith(Session session, in LinkedSet linked, int register, VerifierState current, VerifierState other)
    {
        ref RegisterState known = ref current.Registers[register];
        if (known.Type.IsScalar && known.Id != 0)
        {
            session.Links.Synchronize(current, register, linked);
            session.Links.Synchronize(other, register, linked);
        }
    }

    private static void PrintState(Session session)
    {
        if (session.Log.TracesPath)
        {
            session.StateText.WriteAfterInstruction(session.Path.State, session.Path.State.CurrentFrame);
        }
    }
}
