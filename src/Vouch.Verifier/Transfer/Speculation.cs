using System;
using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>What one pointer move carries from before to after it, for the masking that unprivileged programs get.</summary>
internal struct PointerSanitation
{
    public byte State;
    public uint Limit;
    public bool MasksToLeft;
}

/// <summary>
/// Spectre v1: an unprivileged program's pointer arithmetic is masked at run time, so a processor that speculates past a check
/// cannot reach outside. The verifier notes the mask, follows what happens when it strikes, and refuses what one mask cannot serve.
/// </summary>
internal static class Speculation
{
    private const byte SanitizesSource = 1;
    private const byte SanitizesDestination = 2;
    private const byte IsNegative = 4;
    private const byte IsNotPointer = 8;
    private const byte IsImmediate = 16;
    private const string Prohibited = "pointer arithmetic with it prohibited for !root";

    private enum Refusal
    {
        None,
        Bounds,
        Type,
        Paths,
        Limit,
        Stack,
    }

    /// <summary>Additions and subtractions of two scalars: noted, so that the same instruction is not used with a pointer as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check NoteScalar(Session session, Instruction insn) =>
        session.Permissions.BypassesSpectreV1 ? Check.Ok : NoteScalarOperands(session, insn);

    private static Check NoteScalarOperands(Session session, Instruction insn) =>
        !IsMaskable(insn.AluOperation) || IsExempt(session, insn)
            ? Check.Ok
            : Explain(session, insn, Note(ref session.CurrentFindings, IsNotPointer, 0));

    /// <summary>Before a pointer moves: works out the mask and queues the path on which it strikes.</summary>
    public static Check BeforePointerMove(
        Session session, Instruction insn, in RegisterState pointer, in ScalarBounds offset, bool isDestination, ref PointerSanitation sanitation)
    {
        if (!IsMaskable(insn.AluOperation) || IsExempt(session, insn))
        {
            return Check.Ok;
        }

        bool isNegative = offset.SMin < 0;
        if (!session.Path.State.IsSpeculative)
        {
            Refusal refusal = WorkOutMask(session, insn, pointer, offset, isDestination, isNegative, ref sanitation);
            if (refusal != Refusal.None)
            {
                return Explain(session, insn, refusal);
            }
        }

        if (offset.IsConst)
        {
            return Check.Ok;
        }

        // The mask may strike and truncate the offset to zero: the destination is then the pointer itself.
        ref RegisterState destination = ref session.Path.Registers[insn.Destination];
        RegisterState kept = destination;
        destination = isDestination ? destination : pointer;
        VerifierState? pushed = session.Pending.PushSpeculative(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
        destination = kept;
        return pushed is null ? Explain(session, insn, Refusal.Stack) : Check.Ok;
    }

    /// <summary>After a pointer moved: the result must lie where the mask can hold it, and the mask is narrowed to the move seen.</summary>
    public static Check AfterPointerMove(
        Session session, Instruction insn, in RegisterState result, in ScalarBounds offset, ref PointerSanitation sanitation)
    {
        if (session.Permissions.BypassesSpectreV1)
        {
            return Check.Ok;
        }

        if (RequireInBounds(session, insn, result).Failed(out Check why))
        {
            return why;
        }

        if (!IsMaskable(insn.AluOperation) || IsExempt(session, insn) || session.Path.State.IsSpeculative)
        {
            return Check.Ok;
        }

        Refusal refusal = LimitOf(session, result, sanitation.MasksToLeft, out uint limit);
        if (refusal == Refusal.None)
        {
            uint moved = unchecked((uint)Math.Abs((int)(sanitation.Limit - limit)));
            refusal = Note(ref session.CurrentFindings, sanitation.State, moved);
        }

        return Explain(session, insn, refusal);
    }

    /// <summary>Queues the branch that a condition rules out, for a processor that speculates into it; its operands are unknown there.</summary>
    public static Check PushImpossibleBranch(Session session, Instruction insn, int target)
    {
        VerifierState? branch = session.Pending.PushSpeculative(target, session.Path.InstructionIndex);
        if (branch is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        branch.Registers[insn.Destination].MarkUnknown(session.Permissions.IsBpfCapable);
        if (insn.UsesSourceRegister)
        {
            branch.Registers[insn.Source].MarkUnknown(session.Permissions.IsBpfCapable);
        }

        return Check.Ok;
    }

    private static bool IsMaskable(AluOperation operation) => operation is AluOperation.Add or AluOperation.Sub;

    private static bool IsExempt(Session session, Instruction insn) =>
        session.Permissions.BypassesSpectreV1 || !insn.UsesSourceRegister || session.CurrentFindings.StopsSpeculation;

    private static Refusal WorkOutMask(
        Session session, Instruction insn, in RegisterState pointer, in ScalarBounds offset, bool isDestination, bool isNegative,
        ref PointerSanitation sanitation)
    {
        if (!offset.IsConst && isNegative != offset.SMax < 0)
        {
            return Refusal.Bounds;
        }

        sanitation.MasksToLeft = (insn.AluOperation == AluOperation.Add) == isNegative;
        Refusal refusal = LimitOf(session, pointer, sanitation.MasksToLeft, out uint limit);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        sanitation.State = (byte)((isNegative ? IsNegative : 0) | (offset.IsConst ? IsImmediate : 0)
            | (isDestination ? SanitizesSource : SanitizesDestination));
        sanitation.Limit = limit;
        if (!offset.IsConst)
        {
            session.Findings.ExploresAluLimits = true;
        }

        return Refusal.None;
    }

    private static Refusal LimitOf(Session session, in RegisterState pointer, bool masksToLeft, out uint limit)
    {
        limit = 0;
        uint maximum;
        uint candidate;
        if (pointer.Type == RegisterKind.Stack)
        {
            // Offset 0 is outside, but a fair start for moving down.
            maximum = FrameState.MaxStack + (masksToLeft ? 1u : 0u);
            candidate = unchecked((uint)-(int)pointer.KnownOffset);
        }
        else if (pointer.Type == RegisterKind.MapValue)
        {
            maximum = session.Facts.Map(pointer.Map).ValueSize;
            candidate = unchecked((uint)((masksToLeft ? (ulong)pointer.VariableMin : pointer.VariableUMax) + (ulong)pointer.FixedOffset));
        }
        else
        {
            return Refusal.Type;
        }

        limit = candidate;
        return candidate >= maximum ? Refusal.Limit : Refusal.None;
    }

    /// <summary>One instruction can carry one mask only.</summary>
    private static Refusal Note(ref InstructionFindings notes, byte state, uint limit)
    {
        if (notes.SanitizeState != 0 && (notes.SanitizeState != state || notes.SanitizeLimit != limit))
        {
            return Refusal.Paths;
        }

        notes.SanitizeState = state;
        notes.SanitizeLimit = limit;
        return Refusal.None;
    }

    private static Check RequireInBounds(Session session, Instruction insn, in RegisterState result)
    {
        if (result.Type == RegisterKind.Stack)
        {
            if (!result.HasKnownOffset)
            {
                return session.Reject(
                    Rule.PrivilegedStack, Subject.Register(insn.Destination), Errno.AccessDenied,
                    $"R{insn.Destination} variable stack access prohibited for !root, var_off={session.Offsets.Text(result.VariableBits)} off={unchecked((int)result.KnownOffset)}");
            }

            return unchecked((int)result.KnownOffset) is >= 0 or < -FrameState.MaxStack
                ? session.Reject(
                    Rule.PrivilegedStack, Subject.Register(insn.Destination), Errno.AccessDenied,
                    $"R{insn.Destination} stack pointer arithmetic goes out of range, prohibited for !root; off={unchecked((int)result.KnownOffset)}")
                : Check.Ok;
        }

        if (result.Type != RegisterKind.MapValue)
        {
            return Check.Ok;
        }

        ArgumentPlace place = ArgumentPlace.OfRegister(insn.Destination);
        return MapValueAccess.RequireForCall(session, result, place, 1, AccessKind.Read, zeroSizeAllowed: false).IsOk
            ? Check.Ok
            : session.Reject(
                Rule.PrivilegedMapValue, Subject.Register(insn.Destination),
                Errno.AccessDenied, $"R{insn.Destination} pointer arithmetic of map value goes out of range, prohibited for !root");
    }

    private static Check Explain(Session session, Instruction insn, Refusal refusal)
    {
        if (refusal == Refusal.None)
        {
            return Check.Ok;
        }

        string operation = insn.AluOperation == AluOperation.Add ? "add" : "sub";
        int destination = insn.Destination;
        bool isSourceScalar = session.Path.Registers[insn.Source].Type.IsScalar;
        return refusal switch
        {
            Refusal.Bounds => session.Reject(
                Rule.SpeculativeBounds, Subject.Register(isSourceScalar ? insn.Source : destination),
                Errno.AccessDenied, $"R{(isSourceScalar ? insn.Source : destination)} has unknown scalar with mixed signed bounds, {Prohibited}"),
            Refusal.Type => session.Reject(
                Rule.SpeculativeOperation, Subject.Register(isSourceScalar ? destination : insn.Source),
                Errno.AccessDenied, $"R{(isSourceScalar ? destination : insn.Source)} has pointer with unsupported alu operation, {Prohibited}"),
            Refusal.Paths => session.Reject(
                Rule.SpeculativePaths, Subject.Register(destination),
                Errno.AccessDenied, $"R{destination} tried to {operation} from different maps, paths or scalars, {Prohibited}"),
            Refusal.Limit => session.Reject(
                Rule.SpeculativeLimit, Subject.Register(destination),
                Errno.AccessDenied, $"R{destination} tried to {operation} beyond pointer bounds, {Prohibited}"),
            _ => session.Reject(
                Rule.SpeculativePush, Subject.Register(destination),
                Errno.OutOfMemory, $"R{destination} could not be pushed for speculative verification, {Prohibited}"),
        };
    }
}
