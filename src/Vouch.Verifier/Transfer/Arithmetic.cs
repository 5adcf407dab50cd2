using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Arithmetic and moves on registers.</summary>
internal static class Arithmetic
{
    /// <summary>The operators as messages print them, by the high four bits of the opcode.</summary>
    private static readonly string[] Operators =
        ["+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""];

    public static string OperatorText(Instruction insn) => Operators[insn.Opcode >> 4];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check Execute(Session session, Instruction insn)
    {
        Check outcome = insn.AluOperation switch
        {
            AluOperation.Mov => RegisterMove.Execute(session, insn),
            AluOperation.End or AluOperation.Neg => Unary(session, insn),
            _ => Binary(session, insn),
        };
        if (!outcome.IsOk)
        {
            return outcome;
        }

        ref RegisterState destination = ref session.Path.Registers[insn.Destination];
        return ScalarInvariants.Broken(destination.Bounds) == ScalarInvariant.Holds
            ? Check.Ok
            : OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref destination, "alu");
    }

    private static Check Unary(Session session, Instruction insn)
    {
        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Destination).Failed(out Check why))
        {
            return why;
        }

        ref RegisterState register = ref session.Path.Registers[insn.Destination];
        if (OperandRules.IsSecretPointer(session.Permissions, register))
        {
            return session.Reject(
                Rule.PointerOperator, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} pointer arithmetic prohibited");
        }

        if (!register.Type.IsScalar)
        {
            return OperandRules.RequireWritableUnknown(session.Path, session.Permissions, session.Rejections, insn.Destination);
        }

        if (OperandRules.RequireWritable(session.Path, session.Rejections, insn.Destination).Failed(out why))
        {
            return why;
        }

        if (insn.AluOperation == AluOperation.Neg && session.ScalarRules.BoundsNegations)
        {
            register.Bounds = session.Scalars.Apply(
                AluOperation.Neg, insn.Class != InstructionClass.Alu64, false, register.Bounds, register.Bounds);
            register.DropLinks();
            return Check.Ok;
        }

        if (insn.AluOperation == AluOperation.Neg || !session.ScalarRules.FollowsByteSwaps)
        {
            register.MarkUnknown(session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        // A conversion to little endian of the whole register changes nothing on this machine.
        bool swaps = insn.Class == InstructionClass.Alu64 || insn.UsesSourceRegister;
        if (swaps || insn.Immediate != 64)
        {
            register.DropScalarId();
        }

        register.Bounds = ScalarArithmetic.ConvertByteOrder(register.Bounds, insn.Immediate, swaps);
        return Check.Ok;
    }

    private static Check Binary(Session session, Instruction insn)
    {
        PathCursor path = session.Path;
        RejectionSink rejections = session.Rejections;
        if (insn.UsesSourceRegister && OperandRules.RequireReadable(path, rejections, insn.Source).Failed(out Check why))
        {
            return why;
        }

        if (OperandRules.RequireReadable(path, rejections, insn.Destination).Failed(out why) ||
            CheckImmediate(session, insn).Failed(out why) ||
            OperandRules.RequireWritable(path, rejections, insn.Destination).Failed(out why))
        {
            return why;
        }

        RegisterState[] registers = path.Registers;
        ref RegisterState destination = ref registers[insn.Destination];
        if (destination.Type.Kind == RegisterKind.Arena || (insn.UsesSourceRegister && registers[insn.Source].Type.Kind == RegisterKind.Arena
            && session.PointerRules.AddsArenaPointers))
        {
            return OnArenaPointer(session, insn, ref destination);
        }

        if (session.Facts.HasArena && insn.Class == InstructionClass.Alu64)
        {
            if (session.CurrentFindings.SawArenaOperand && session.PointerRules.KeepsArenaArithmeticApart)
            {
                return RejectMixedArena(session);
            }

            session.CurrentFindings.SawPlainOperand = true;
        }

        if (!insn.UsesSourceRegister)
        {
            ScalarBounds constant = ScalarBounds.Const(unchecked((ulong)insn.Immediate));
            return destination.Type.IsScalar
                ? OnScalars(session, insn, ref destination, constant)
                : PointerArithmetic.Apply(session, insn, insn.Destination, destination, constant);
        }

        return OnRegisters(session, insn, ref destination, registers[insn.Source]);
    }

    private static Check OnRegisters(Session session, Instruction insn, ref RegisterState destination, in RegisterState source)
    {
        bool isSourcePointer = !source.Type.IsScalar;
        bool isDestinationPointer = !destination.Type.IsScalar;
        if (isSourcePointer && isDestinationPointer)
        {
            if (insn.AluOperation == AluOperation.Sub && session.Permissions.AllowsPointerLeaks)
            {
                destination.MarkUnknown(session.Permissions.IsBpfCapable);
                return Check.Ok;
            }

            return session.Reject(
                Rule.TwoPointers, Subject.Register(insn.Destination), Errno.AccessDenied,
                $"R{insn.Destination} pointer {OperatorText(insn)} pointer prohibited");
        }

        if (isSourcePointer)
        {
            // scalar op= pointer: the operands swap roles.
            if (session.Precision.MarkChain(insn.Destination).Failed(out Check why))
            {
                return why;
            }

            ScalarBounds offset = destination.Bounds;
            return PointerArithmetic.Apply(session, insn, insn.Source, source, offset);
        }

        if (isDestinationPointer || destination.IsPrecise)
        {
            if (session.Precision.MarkChain(insn.Source).Failed(out Check why))
            {
                return why;
            }
        }

        return isDestinationPointer
            ? PointerArithmetic.Apply(session, insn, insn.Destination, destination, source.Bounds)
            : OnScalars(session, insn, ref destination, source.Bounds);
    }

    /// <remarks>The source may be the destination itself.</remarks>
    private static Check OnScalars(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source)
    {
        bool is32 = insn.Class == InstructionClass.Alu32;
        ulong maximumBefore = destination.Id == 0 ? 0 : destination.UMax;
        if (!ScalarArithmetic.IsTracked(insn.AluOperation, is32 ? 32 : 64, source) || ForgetsResult(session, insn.AluOperation))
        {
            destination.MarkUnknown(session.Permissions.IsBpfCapable);
        }
        else
        {
            if (Speculation.NoteScalar(session, insn).Failed(out Check why) || Fork(session, insn, ref destination, source).Failed(out why))
            {
                return why;
            }

            session.Arithmetic.Apply(session.Path.InstructionIndex, insn, ref destination.Bounds, source);
        }

        SumLinks.KeepOrEnd(session, insn, ref destination, source, maximumBefore);
        return Check.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ForgetsResult(Session session, AluOperation operation) =>
        operation is AluOperation.Div or AluOperation.Mod && !session.ScalarRules.BoundsDivisions;

    /// <summary>A sign mask, 0 or -1, that is and-ed or or-ed with a constant goes on as two paths, one for each value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check Fork(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source) =>
        ScalarBitwise.MayFork(insn.AluOperation) ? ForkSignMask(session, insn, ref destination, source) : Check.Ok;

    private static Check ForkSignMask(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source)
    {
        if (!session.ScalarRules.ForksOnSignMasks
            || !ScalarBitwise.TryFork(insn.AluOperation, destination.Bounds, source, out ScalarBounds pushed, out ScalarBounds continued, out bool subregisterOnly))
        {
            return Check.Ok;
        }

        VerifierState? other = session.Pending.Push(session.Path.InstructionIndex, session.Path.InstructionIndex);
        if (other is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        ref RegisterState otherRegister = ref other.Registers[insn.Destination];
        otherRegister.Bounds = pushed;
        destination.Bounds = continued;
        if (!subregisterOnly)
        {
            otherRegister.DropLinks();
            destination.DropLinks();
        }

        return Check.Ok;
    }

    /// <summary>Any arithmetic on arena pointers gives an arena pointer; the kernel makes 64-bit instructions wrap at 32 bits.</summary>
    private static Check OnArenaPointer(Session session, Instruction insn, ref RegisterState destination)
    {
        if (destination.Type.Kind != RegisterKind.Arena)
        {
            destination = session.Path.Registers[insn.Source];
        }

        if (insn.Class == InstructionClass.Alu64)
        {
            if (session.CurrentFindings.SawPlainOperand && session.PointerRules.KeepsArenaArithmeticApart)
            {
                return RejectMixedArena(session);
            }

            session.CurrentFindings.SawArenaOperand = true;
        }

        return Check.Ok;
    }

    private static Check RejectMixedArena(Session session) =>
        session.Reject(Rule.ArenaMixed, Errno.Invalid, "same insn cannot be used with and without arena pointer");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check CheckImmediate(Session session, Instruction insn) =>
        insn.UsesSourceRegister || insn.AluOperation is AluOperation.Add or AluOperation.Sub or AluOperation.And
            ? Check.Ok
            : RequireSensible(session, insn);

    private static Check RequireSensible(Session session, Instruction insn)
    {
        if (insn.AluOperation is AluOperation.Div or AluOperation.Mod && insn.Immediate == 0)
        {
            return session.Reject(Rule.DivisionByZero, Errno.Invalid, "div by zero");
        }

        int width = insn.Class == InstructionClass.Alu64 ? 64 : 32;
        return insn.AluOperation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh && (uint)insn.Immediate >= (uint)width
            ? session.Reject(Rule.ShiftWidth, Errno.Invalid, $"invalid shift {insn.Immediate}")
            : Check.Ok;
    }
}
