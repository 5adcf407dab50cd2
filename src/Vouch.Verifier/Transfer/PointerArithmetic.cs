using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Adding scalars to pointers and subtracting scalars from them; everything else on a pointer is refused.</summary>
internal static class PointerArithmetic
{
    /// <summary>Moves a pointer by a scalar; the result goes to the instruction's destination.</summary>
    /// <param name="session">The session.</param>
    /// <param name="insn">The instruction.</param>
    /// <param name="pointerRegister">The operand register that is the pointer.</param>
    /// <param name="pointerOperand">Its value.</param>
    /// <param name="offset">The scalar operand.</param>
    public static Check Apply(Session session, Instruction insn, int pointerRegister, in RegisterState pointerOperand, in ScalarBounds offset)
    {
        RegisterState pointer = pointerOperand;
        ref RegisterState result = ref session.Path.Registers[insn.Destination];
        if (HasContradictoryBounds(offset))
        {
            // Such bounds come from a branch that cannot be taken.
            result.MarkUnknown(session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        if (insn.Class != InstructionClass.Alu64)
        {
            if (insn.AluOperation == AluOperation.Sub && session.Permissions.AllowsPointerLeaks)
            {
                result.MarkUnknown(session.Permissions.IsBpfCapable);
                return Check.Ok;
            }

            return session.Reject(
                Rule.NarrowPointerArithmetic, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} 32-bit pointer arithmetic prohibited");
        }

        if (RequireMovable(session, insn, pointer, offset).Failed(out Check why))
        {
            return why;
        }

        // Loads through untrusted memory are probed, so its offset need not be known.
        bool isUntrustedMemory = pointer.Type.Kind == RegisterKind.Memory && pointer.Type.Has(TypeFlags.Untrusted);
        bool isDestination = pointerRegister == insn.Destination;
        if (!isDestination && !(isUntrustedMemory && !session.PointerRules.AddsUntrustedMemory))
        {
            result = pointer;
            session.ObjectRules.Added(ref result);
        }

        if (isUntrustedMemory)
        {
            return Check.Ok;
        }

        if (OffsetLimits.RequireSaneScalar(session, offset, pointer.Type).Failed(out why) ||
            OffsetLimits.RequireSanePointer(session, pointer, pointer.Type).Failed(out why))
        {
            return why;
        }

        PointerSanitation sanitation = default;
        if (Speculation.BeforePointerMove(session, insn, pointer, offset, isDestination, ref sanitation).Failed(out why) ||
            Move(session, insn, pointer, offset, isDestination, ref result).Failed(out why) ||
            OffsetLimits.RequireSanePointer(session, result, pointer.Type).Failed(out why))
        {
            return why;
        }

        if (!isDestination && result.Type == RegisterKind.Stack && !session.PointerRules.NumbersTakeOverFrames)
        {
            result.FrameNumber = 0;
        }

        bool keepsCheckedRange = !session.Offsets.KeepsFixedPart && result.Type.IsPacket && (offset.IsConst || result.PacketRange > 0);
        result.Bounds = keepsCheckedRange ? result.Bounds.Range32FromBits() : session.Scalars.Sync(result.Bounds);
        return Speculation.AfterPointerMove(session, insn, result, offset, ref sanitation);
    }

    private static bool HasContradictoryBounds(in ScalarBounds offset) =>
        (offset.IsConst && (offset.SMin != offset.SMax || offset.UMin != offset.UMax))
        || offset.SMin > offset.SMax || offset.UMin > offset.UMax;

    private static Check RequireMovable(Session session, Instruction insn, in RegisterState pointer, in ScalarBounds offset)
    {
        if (pointer.Type.MayBeNull)
        {
            return session.Reject(
                Rule.MoveBeforeNullCheck, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} pointer arithmetic on {RegisterTypeText.Of(pointer.Type)} prohibited, null-check it first");
        }

        bool addsZero = offset.IsConst && offset.SMin == 0 && insn.AluOperation == AluOperation.Add;
        bool isMovable = pointer.Type.Kind switch
        {
            RegisterKind.Context or RegisterKind.MapValue or RegisterKind.MapKey or RegisterKind.Stack => true,
            RegisterKind.PacketMeta or RegisterKind.Packet or RegisterKind.TracepointBuffer or RegisterKind.BtfObject => true,
            RegisterKind.Memory or RegisterKind.Buffer or RegisterKind.Function or RegisterKind.Dynptr => true,
            RegisterKind.FlowKeys => offset.IsConst,
            RegisterKind.MapPointer => addsZero,
            _ => false,
        };
        return isMovable
            ? Check.Ok
            : session.Reject(
                Rule.FixedPointer, Subject.Register(insn.Destination),
                Errno.AccessDenied, $"R{insn.Destination} pointer arithmetic on {RegisterTypeText.Of(pointer.Type)} prohibited");
    }

    private static Check Move(
        Session session, Instruction insn, in RegisterState pointer, in ScalarBounds offset, bool isDestination, ref RegisterState result)
    {
        switch (insn.AluOperation)
        {
            case AluOperation.Add when session.Offsets.KeepsFixedPart && offset.IsConst:
                MoveFixed(pointer, pointer.FixedOffset + offset.SMin, ref result);
                return Check.Ok;
            case AluOperation.Add:
                result.Bounds = session.Scalars.MoveForwards(pointer.Bounds, offset);
                result.CopyPayloadFrom(pointer);
                MovePacketBase(session, pointer, offset, forgetsRange: !offset.IsConst, ref result);
                return Check.Ok;
            case AluOperation.Sub:
                return Subtract(session, insn, pointer, offset, isDestination, ref result);
            case AluOperation.And or AluOperation.Or or AluOperation.Xor:
                return session.Reject(
                    Rule.PointerOperator, Subject.Register(insn.Destination),
                    Errno.AccessDenied, $"R{insn.Destination} bitwise operator {Arithmetic.OperatorText(insn)} on pointer prohibited");
            default:
                return session.Reject(
                    Rule.PointerOperator, Subject.Register(insn.Destination),
                    Errno.AccessDenied, $"R{insn.Destination} pointer arithmetic with {Arithmetic.OperatorText(insn)} operator prohibited");
        }
    }

    private static Check Subtract(
        Session session, Instruction insn, in RegisterState pointer, in ScalarBounds offset, bool isDestination, ref RegisterState result)
    {
        if (!isDestination)
        {
            return session.Reject(
                Rule.PointerSubtraction, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} tried to subtract pointer from scalar");
        }

        if (pointer.Type == RegisterKind.Stack)
        {
            return session.Reject(
                Rule.PointerSubtraction, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} subtraction from stack pointer prohibited");
        }

        if (session.Offsets.KeepsFixedPart && offset.IsConst)
        {
            MoveFixed(pointer, pointer.FixedOffset - offset.SMin, ref result);
            return Check.Ok;
        }

        result.Bounds = session.Scalars.MoveBackwards(pointer.Bounds, offset);
        result.CopyPayloadFrom(pointer);
        MovePacketBase(session, pointer, offset, forgetsRange: !offset.IsConst && offset.SMin < 0, ref result);
        return Check.Ok;
    }

    /// <summary>
    /// A known move leaves the variable part as it is, and with it what is known of the packet. The limits of both operands keep
    /// the sum within 32 bits.
    /// </summary>
    private static void MoveFixed(in RegisterState pointer, long offset, ref RegisterState result)
    {
        result.Bounds = pointer.HasKnownOffset ? pointer.Bounds : pointer.Bounds.WithoutLow();
        result.FixedOffset = (int)offset;
        result.CopyPayloadFrom(pointer);
    }

    /// <summary>
    /// A packet pointer moved by an unknown amount gets a new base; its checked range survives only where it certainly still
    /// holds, and what a comparison with the packet's end told never does.
    /// </summary>
    private static void MovePacketBase(
        Session session, in RegisterState pointer, in ScalarBounds offset, bool forgetsRange, ref RegisterState result)
    {
        if (!pointer.Type.IsPacket)
        {
            return;
        }

        if (!offset.IsConst)
        {
            result.Id = session.Path.NextId();
        }

        if (forgetsRange || result.PacketRange < 0)
        {
            result.PacketRange = 0;
        }
    }
}
