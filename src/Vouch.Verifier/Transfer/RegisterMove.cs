using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Moves: of immediates, of registers whole or in part, with and without sign extension, between address spaces.</summary>
internal static class RegisterMove
{
    private const short AddressSpaceCast = 1;

    public static Check Execute(Session session, Instruction insn)
    {
        Check why;
        if (insn.UsesSourceRegister)
        {
            if (insn.Offset == AddressSpaceCast && !session.Facts.HasArena)
            {
                return session.Reject(
                    Rule.ArenaMissing, Errno.Invalid, "addr_space_cast insn can only be used in a program that has an associated arena");
            }

            if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out why))
            {
                return why;
            }
        }

        if (OperandRules.RequireWritable(session.Path, session.Rejections, insn.Destination).Failed(out why))
        {
            return why;
        }

        ref RegisterState destination = ref session.Path.Registers[insn.Destination];
        if (!insn.UsesSourceRegister)
        {
            ulong value = insn.Class == InstructionClass.Alu64 ? unchecked((ulong)insn.Immediate) : unchecked((uint)insn.Immediate);
            destination.MarkKnownScalar(value, session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        return insn.Class == InstructionClass.Alu64
            ? Move64(session, insn, ref destination, ref session.Path.Registers[insn.Source])
            : Move32(session, insn, ref destination, ref session.Path.Registers[insn.Source]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check Move64(Session session, Instruction insn, ref RegisterState destination, ref RegisterState source)
    {
        if (insn.Immediate != 0)
        {
            // An address space cast: from the arena's space it gives an arena pointer, towards it a plain number.
            destination.MarkUnknown(session.Permissions.IsBpfCapable);
            if (insn.Immediate == 1)
            {
                destination.Type = RegisterKind.Arena;
            }

            return Check.Ok;
        }

        if (insn.Offset == 0)
        {
            session.Links.AssignIdBeforeMove(ref source);
            destination.Assign(source);
            return Check.Ok;
        }

        if (OperandRules.IsSecretPointer(session.Permissions, source))
        {
            return session.Reject(
                Rule.PartialPointer, Subject.Register(insn.Source), Errno.AccessDenied, $"R{insn.Source} sign-extension part of pointer");
        }

        if (!source.Type.IsScalar)
        {
            destination.MarkUnknown(session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        CopyScalar(session, ref destination, ref source, keepsValue: source.UMax < 1UL << (insn.Offset - 1));
        destination.Bounds = session.Scalars.SignExtend64(destination.Bounds, insn.Offset >> 3);
        return Check.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check Move32(Session session, Instruction insn, ref RegisterState destination, ref RegisterState source)
    {
        if (OperandRules.IsSecretPointer(session.Permissions, source))
        {
            return session.Reject(
                Rule.PartialPointer, Subject.Register(insn.Source), Errno.AccessDenied, $"R{insn.Source} partial copy of pointer");
        }

        if (!source.Type.IsScalar)
        {
            destination.MarkUnknown(session.Permissions.IsBpfCapable);
        }
        else if (insn.Offset == 0)
        {
            CopyScalar(session, ref destination, ref source, keepsValue: source.UMax <= uint.MaxValue);
        }
        else
        {
            CopyScalar(session, ref destination, ref source, keepsValue: source.UMax < 1UL << (insn.Offset - 1));
            destination.Bounds = session.Scalars.SignExtend32(destination.Bounds, insn.Offset >> 3);
        }

        if (!destination.Bounds.IsSettledSubregister)
        {
            destination.Bounds = session.Scalars.ZeroExtend32(destination.Bounds);
        }

        return Check.Ok;
    }

    /// <summary>Copies a scalar; the copy stays linked to the original only where the conversion that follows keeps the value.</summary>
    private static void CopyScalar(Session session, ref RegisterState destination, ref RegisterState source, bool keepsValue)
    {
        if (keepsValue)
        {
            session.Links.AssignIdBeforeMove(ref source);
        }

        destination.Assign(source);
        if (!keepsValue)
        {
            session.Links.End(ref destination);
        }
    }
}
