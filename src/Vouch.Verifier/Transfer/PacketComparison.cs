using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Comparisons of packet pointers with the packet's end: how far the packet may be read on either branch.</summary>
internal static class PacketComparison
{
    /// <summary>Decides a comparison with the end by what an earlier one told of the same pointer.</summary>
    public static BranchVerdict Decide(JumpOperation operation, in RegisterState first, in RegisterState second)
    {
        int range;
        if (second.Type == RegisterKind.PacketEnd)
        {
            range = first.PacketRange;
        }
        else if (first.Type == RegisterKind.PacketEnd)
        {
            range = second.PacketRange;
            operation = Flip(operation);
        }
        else
        {
            return BranchVerdict.Unknown;
        }

        bool isBeyond = range == RegisterState.BeyondPacketEnd;
        bool isAtOrBeyond = isBeyond || range == RegisterState.AtPacketEnd;
        return operation switch
        {
            JumpOperation.Greater when isBeyond => BranchVerdict.Taken,
            JumpOperation.LessOrEqual when isBeyond => BranchVerdict.NotTaken,
            JumpOperation.GreaterOrEqual when isAtOrBeyond => BranchVerdict.Taken,
            JumpOperation.Less when isAtOrBeyond => BranchVerdict.NotTaken,
            _ => BranchVerdict.Unknown,
        };
    }

    /// <summary>Learns from an undecided comparison; false when it is not one of a packet pointer with its end.</summary>
    /// <param name="session">The session, whose state is the one where the jump falls through.</param>
    /// <param name="insn">The jump.</param>
    /// <param name="first">Its destination register's value.</param>
    /// <param name="second">Its source register's value.</param>
    /// <param name="taken">The state where it is taken.</param>
    public static bool Learn(Session session, Instruction insn, in RegisterState first, in RegisterState second, VerifierState taken)
    {
        if (!insn.UsesSourceRegister || insn.Class == InstructionClass.Jump32)
        {
            return false;
        }

        if (IsPointerAndEnd(first, second))
        {
            return Learn(session, insn.JumpOperation, first, insn.Destination, taken);
        }

        return IsPointerAndEnd(second, first) && Learn(session, Flip(insn.JumpOperation), second, insn.Source, taken);
    }

    /// <summary>
    /// <c>pointer op end</c>. On the branch where the pointer is before the end (or at it) its base's range grows; on the other
    /// it is marked as lying at the end or beyond.
    /// </summary>
    private static bool Learn(Session session, JumpOperation operation, in RegisterState pointer, int register, VerifierState taken)
    {
        bool isBeforeWhenTaken = operation is JumpOperation.Less or JumpOperation.LessOrEqual;
        bool isStrictlyBefore = operation is JumpOperation.Less or JumpOperation.GreaterOrEqual;
        if (!isBeforeWhenTaken && operation is not (JumpOperation.Greater or JumpOperation.GreaterOrEqual))
        {
            return false;
        }

        RegisterState compared = pointer;
        VerifierState notTaken = session.Path.State;
        PacketPointers.MarkRange(session.Offsets, isBeforeWhenTaken ? taken : notTaken, compared, openRange: isStrictlyBefore);
        PacketPointers.MarkEnd(isBeforeWhenTaken ? notTaken : taken, register, openRange: !isStrictlyBefore);
        return true;
    }

    /// <summary>Packet data against its end, or metadata against the start of the data, which is its end.</summary>
    private static bool IsPointerAndEnd(in RegisterState pointer, in RegisterState end) =>
        (pointer.Type == RegisterKind.Packet && end.Type == RegisterKind.PacketEnd)
        || (pointer.Type == RegisterKind.PacketMeta && end.Type == RegisterKind.Packet && end.Id == 0 && end.IsUnmoved);

    /// <summary>The operation with its operands exchanged.</summary>
    private static JumpOperation Flip(JumpOperation operation) => operation switch
    {
        JumpOperation.Greater => JumpOperation.Less,
        JumpOperation.Less => JumpOperation.Greater,
        JumpOperation.GreaterOrEqual => JumpOperation.LessOrEqual,
        JumpOperation.LessOrEqual => JumpOperation.GreaterOrEqual,
        _ => operation,
    };
}
