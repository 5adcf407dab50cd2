using System;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>What a comparison that held, or failed, says of its operands.</summary>
internal enum BranchRelation : byte
{
    Equal,
    Different,
    /// <summary>Some bit is set in both.</summary>
    ShareBit,
    /// <summary>No bit is set in both.</summary>
    ShareNoBit,
    AtMost,
    Below,
    SignedAtMost,
    SignedBelow,
}

/// <summary>A relation between the operands of a jump, or between them in reverse order.</summary>
internal readonly record struct BranchFact(BranchRelation Relation, bool Swapped)
{
    /// <summary>What is known on the path where the jump was taken, or on the one where it was not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation compares nothing.</exception>
    public static BranchFact Of(JumpOperation operation, bool taken) => operation switch
    {
        JumpOperation.Equal => taken ? new(BranchRelation.Equal, false) : new(BranchRelation.Different, false),
        JumpOperation.NotEqual => taken ? new(BranchRelation.Different, false) : new(BranchRelation.Equal, false),
        JumpOperation.Set => taken ? new(BranchRelation.ShareBit, false) : new(BranchRelation.ShareNoBit, false),
        JumpOperation.Less => taken ? new(BranchRelation.Below, false) : new(BranchRelation.AtMost, true),
        JumpOperation.LessOrEqual => taken ? new(BranchRelation.AtMost, false) : new(BranchRelation.Below, true),
        JumpOperation.Greater => taken ? new(BranchRelation.Below, true) : new(BranchRelation.AtMost, false),
        JumpOperation.GreaterOrEqual => taken ? new(BranchRelation.AtMost, true) : new(BranchRelation.Below, false),
        JumpOperation.SignedLess => taken ? new(BranchRelation.SignedBelow, false) : new(BranchRelation.SignedAtMost, true),
        JumpOperation.SignedLessOrEqual => taken ? new(BranchRelation.SignedAtMost, false) : new(BranchRelation.SignedBelow, true),
        JumpOperation.SignedGreater => taken ? new(BranchRelation.SignedBelow, true) : new(BranchRelation.SignedAtMost, false),
        JumpOperation.SignedGreaterOrEqual => taken ? new(BranchRelation.SignedAtMost, true) : new(BranchRelation.SignedBelow, false),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
