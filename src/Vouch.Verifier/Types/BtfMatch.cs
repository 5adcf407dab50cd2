using Vouch.Bytecode.Btf;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>A type of one of the BTFs in play.</summary>
internal readonly record struct BtfStructType(BtfHandle Btf, BtfTypeId Type);

/// <summary>When a pointer to one struct will do where a pointer to another is asked for.</summary>
internal static class BtfMatch
{
    /// <summary>Both name the same type: one number in one BTF, or in the base that both are split from.</summary>
    public static bool AreSame(ProgramFacts facts, BtfStructType a, BtfStructType b)
    {
        if (a.Type != b.Type)
        {
            return false;
        }

        return a.Btf == b.Btf || Owner(facts.Types(a.Btf), a.Type) == Owner(facts.Types(b.Btf), b.Type);
    }

    /// <summary>
    /// What lies at an offset of the struct held is the struct wanted: the held one itself, a nested one that starts there, or a
    /// first member of that, however deep. Walking into a struct may log why it fails, as the kernel does.
    /// </summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="log">The log.</param>
    /// <param name="held">The struct that a pointer points into.</param>
    /// <param name="offset">How far into it.</param>
    /// <param name="wanted">The struct asked for.</param>
    /// <param name="isStrict">Only the held struct itself will do: its release, for instance, must be its own.</param>
    /// <param name="throughFlexibleArrays">Elements of a trailing array without length count as nested.</param>
    public static bool StructIdsMatch(
        ProgramFacts facts, VerifierLog log, BtfStructType held, int offset, BtfStructType wanted, bool isStrict, bool throughFlexibleArrays)
    {
        if (offset == 0 && AreSame(facts, held, wanted))
        {
            return true;
        }

        if (isStrict)
        {
            return false;
        }

        BtfSpec types = facts.Types(held.Btf);
        BtfStructAccess walk = new(types, throughFlexibleArrays) { SeesAllTags = BtfTypeTags.AreAllRead(facts) };
        BtfType at = types.Type(held.Type);
        for (int depth = 0; depth < BtfStructAccess.MaxNesting; depth++)
        {
            BtfTarget target = walk.Step(at, offset, 1);
            if (target == BtfTarget.Nothing)
            {
                log.Write($"{walk.Message}\n");
            }

            if (target != BtfTarget.NestedStruct)
            {
                return false;
            }

            at = walk.Found;
            offset = 0;
            if (AreSame(facts, held with { Type = at.Id }, wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Elements of a trailing array without length count as part of what a pointer of this type points to.</summary>
    public static bool WalksFlexibleArrays(ProgramFacts facts, bool isAllocated) =>
        !isAllocated || facts.Program.Kernel.Rules.Memory.WalksFlexibleArraysOfAllocations;

    private static BtfSpec Owner(BtfSpec types, BtfTypeId id)
    {
        BtfSpec owner = types;
        while (owner.Base is { } parent && id.Value < owner.FirstOwnType)
        {
            owner = parent;
        }

        return owner;
    }
}
