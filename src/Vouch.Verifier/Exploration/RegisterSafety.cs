using Vouch.Kernel.Rules;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>How alike two states must be.</summary>
internal enum Closeness
{
    /// <summary>What the older state was found safe with includes the current one; only precise scalars are looked at.</summary>
    Covered,

    /// <summary>The same, but precision is not known yet (the loop is still being explored), so all scalars are looked at.</summary>
    RangesWithin,

    /// <summary>The same values, up to renaming of ids: nothing happened between them.</summary>
    Exact,
}

/// <summary>Whether a register of an older state, found safe, covers the same register of the current state.</summary>
/// <param name="Ids">Collects what ids stand for each other.</param>
/// <param name="Closeness">How alike they must be.</param>
/// <param name="ScalarsMustEqual">Speculation rules hang on exact scalars.</param>
/// <param name="Offsets">How pointers' offsets are kept.</param>
/// <param name="Rules">What else must be alike.</param>
internal readonly record struct RegisterSafety(
    IdentityMap Ids, Closeness Closeness, bool ScalarsMustEqual, PointerOffsets Offsets, PruningRules Rules)
{
    /// <summary>What the older path has no use for must still be the same kind of nothing.</summary>
    public bool UnusedMustEqual => Closeness == Closeness.Exact || (Closeness == Closeness.RangesWithin && !Rules.LoopsForgiveUnused);

    public bool Covers(in RegisterState older, in RegisterState current)
    {
        if (Closeness == Closeness.Exact)
        {
            return EqualExactly(in older, in current);
        }

        // The older path never used the register, so anything will do.
        if (older.Type.IsNotInitialized)
        {
            return !UnusedMustEqual || current.Type.IsNotInitialized;
        }

        if (older.Type != current.Type)
        {
            return false;
        }

        return older.Type.Kind switch
        {
            RegisterKind.Scalar => CoversScalar(in older, in current),
            RegisterKind.MapKey or RegisterKind.MapValue or RegisterKind.Memory or RegisterKind.Buffer or RegisterKind.TracepointBuffer =>
                CoversRegion(in older, in current) && IdsMatch(in older, in current),
            RegisterKind.Packet or RegisterKind.PacketMeta => CoversPacket(in older, in current),
            RegisterKind.Arena => true,
            RegisterKind.InstructionPointer => CoversRegion(in older, in current),
            _ => EqualExactly(in older, in current),
        };
    }

    private bool EqualExactly(in RegisterState older, in RegisterState current) =>
        RegisterState.ExactlyEqual(in older, in current) && IdsMatch(in older, in current);

    private bool IdsMatch(in RegisterState older, in RegisterState current) =>
        Ids.Matches(older.Id, current.Id) && Ids.Matches(older.ParentId, current.ParentId) && Ids.MatchesInnerMap(older.MapUid, current.MapUid);

    private bool CoversScalar(in RegisterState older, in RegisterState current)
    {
        if (ScalarsMustEqual)
        {
            return RegisterState.ExactlyEqual(in older, in current) && LinksMatch(in older, in current);
        }

        if (!older.IsPrecise && Closeness == Closeness.Covered)
        {
            return true;
        }

        // Sums in 32 and in 64 bits carry different knowledge over to what they are linked with, and so do different distances.
        if ((older.Id != 0 || Ids.PairsAllLinks) && ((older.Id ^ current.Id) & RegisterState.AddConstant) != 0)
        {
            return false;
        }

        if ((older.Id & RegisterState.AddConstant) != 0 && older.Delta != current.Delta)
        {
            return false;
        }

        return LinksMatch(in older, in current) && older.Bounds.Covers(in current.Bounds);
    }

    private bool LinksMatch(in RegisterState older, in RegisterState current) =>
        Ids.MatchesScalar(older.Id, current.Id, RegisterState.AddConstant);

    private static bool CoversRegion(in RegisterState older, in RegisterState current) =>
        RegisterState.SamePayload(in older, in current) && older.FixedOffset == current.FixedOffset && older.Bounds.Covers(in current.Bounds);

    /// <summary>The current pointer may know of more packet than the older one, never of less.</summary>
    private bool CoversPacket(in RegisterState older, in RegisterState current) =>
        Offsets.CoversReach(in older, in current) && Ids.Matches(older.Id, current.Id) && older.Bounds.Covers(in current.Bounds);
}
