using Vouch.Bytecode.Isa;
using Vouch.Verifier.Calls;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Comparisons of pointers with null, and of pointers with each other.</summary>
internal static class NullComparison
{
    /// <summary>A pointer that cannot be null is not equal to null.</summary>
    public static BranchVerdict Decide(Session session, Instruction insn, in RegisterState first, in RegisterState second)
    {
        bool is32 = insn.Class == InstructionClass.Jump32;
        bool isSecondConstant = second.Type.IsScalar && second.Bounds.IsConstAt(is32);
        if (!isSecondConstant && !(first.Type.IsScalar && first.Bounds.IsConstAt(is32)))
        {
            return BranchVerdict.Unknown;
        }

        ref readonly RegisterState pointer = ref isSecondConstant ? ref first : ref second;
        ref readonly RegisterState constant = ref isSecondConstant ? ref second : ref first;
        if (constant.Bounds.ConstValueAt(is32) != 0 || !PointerTrust.IsNotNull(session, pointer))
        {
            return BranchVerdict.Unknown;
        }

        return insn.JumpOperation switch
        {
            JumpOperation.Equal => BranchVerdict.NotTaken,
            JumpOperation.NotEqual => BranchVerdict.Taken,
            _ => BranchVerdict.Unknown,
        };
    }

    /// <summary>The jump tests a pointer that may be null for (in)equality with null.</summary>
    public static bool IsNullTest(Session session, Instruction insn, in RegisterState first, in RegisterState second) =>
        insn.JumpOperation is JumpOperation.Equal or JumpOperation.NotEqual
        && first.Type.MayBeNull
        && (insn.UsesSourceRegister ? second.IsNullConstant && session.PointerRules.TestsNullByRegister : insn.Immediate == 0);

    /// <summary>
    /// Where two pointers are equal and one is not null, neither is. Pointers to kernel structs are left out: they may be null
    /// although their type does not say so.
    /// </summary>
    /// <param name="session">The session; its state is the one where the jump falls through.</param>
    /// <param name="insn">The jump.</param>
    /// <param name="first">Its destination register's value.</param>
    /// <param name="second">Its source register's value.</param>
    /// <param name="taken">The state where the jump is taken.</param>
    public static void LearnFromEqualPointers(
        Session session, Instruction insn, in RegisterState first, in RegisterState second, VerifierState taken)
    {
        if (!first.Type.IsPointer || !second.Type.IsPointer
            || first.Type.Kind == RegisterKind.BtfObject || second.Type.Kind == RegisterKind.BtfObject
            || insn.JumpOperation is not (JumpOperation.Equal or JumpOperation.NotEqual))
        {
            return;
        }

        bool mustBeProven = session.PointerRules.LearnsOnlyFromProvenPointers;
        bool isFirstNotNull = mustBeProven ? PointerTrust.IsNotNull(session, first) : !first.Type.MayBeNull;
        bool isSecondNotNull = mustBeProven ? PointerTrust.IsNotNull(session, second) : !second.Type.MayBeNull;
        RegisterState[] equal = insn.JumpOperation == JumpOperation.Equal ? taken.Registers : session.Path.Registers;
        if (isFirstNotNull && second.Type.MayBeNull)
        {
            MarkNotNull(session, ref equal[insn.Source]);
        }

        if (isSecondNotNull && first.Type.MayBeNull)
        {
            MarkNotNull(session, ref equal[insn.Destination]);
        }
    }

    /// <summary>A null test came out: every copy of the pointer, in all frames, is null or is not.</summary>
    public static void Resolve(Session session, VerifierState state, int register, bool isNull)
    {
        uint id = state.Registers[register].Id;
        if (isNull)
        {
            ObjectGraph.DropReference(state, id);
        }

        AllRegisters all = new(state);
        while (all.MoveNext())
        {
            ref readonly RegisterState copy = ref all.Current;
            if (copy.Type.MayBeNull && copy.Id == id && (id != 0 || copy.Type.Has(TypeFlags.Rcu)))
            {
                ResolveCopy(session, ref all.Written(), isNull);
            }
        }
    }

    private static void ResolveCopy(Session session, ref RegisterState copy, bool isNull)
    {
        // Pointers that may be null are not moved, except those to allocated objects, which may come with a node's offset.
        bool mayHaveOffset = copy.Type.IsAllocatedObject;
        if (!mayHaveOffset && !copy.IsUnmoved)
        {
            return;
        }

        if (isNull)
        {
            copy.MarkKnown(0);
            copy.Type = RegisterType.Scalar;
        }
        else
        {
            MarkNotNull(session, ref copy);
            session.ObjectRules.Tested(session, ref copy);
        }
    }

    private static void MarkNotNull(Session session, ref RegisterState pointer)
    {
        pointer.Type = pointer.Type.Without(TypeFlags.MaybeNull);
        if (pointer.Type == RegisterKind.MapValue)
        {
            LookupResults.Tested(session, ref pointer);
        }
    }
}
