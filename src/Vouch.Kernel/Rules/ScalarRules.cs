namespace Vouch.Kernel.Rules;

/// <summary>What is known of numbers, where releases differ.</summary>
public sealed record ScalarRules
{
    /// <summary>
    /// The limits of a number are one arc a width, which is signed and unsigned at once, and a jump is tried out both ways. In 7.2 and later;
    /// in 7.1 and before they are a signed and an unsigned interval a width, which are computed each for itself and exchange what they
    /// know in three rounds, a jump is decided by them as they are, and a register is not known to equal itself.
    /// Evidence: delta 6.18 D1 to D6, D10 to D14; the recorded logs of 6.18.
    /// </summary>
    public bool KeepsArcs { get; init; } = true;

    /// <summary>
    /// Unsigned limits of a sum or difference stand where both ends wrap. In 6.17 and later; in 6.12 and before they are lost as soon as one end
    /// wraps. Arcs wrap anyway. Evidence: delta 6.12 D1, D2.
    /// </summary>
    public bool KeepsWrappedSums { get; init; } = true;

    /// <summary>
    /// Limits of a product come from the products of all ends. In 6.17 and later; in 6.12 and before they are lost where a factor may be negative
    /// or has more than half the width. Evidence: delta 6.12 D3.
    /// </summary>
    public bool BoundsAnyProduct { get; init; } = true;

    /// <summary>A negated number has bounds. In 6.17 and later; in 6.12 and before it is an unknown number. Evidence: delta 6.12 D4.</summary>
    public bool BoundsNegations { get; init; } = true;

    /// <summary>
    /// Known bits of a product come from whole sums, with and without each summand that may be there. In 6.18 and later; in 6.17 and before known
    /// and unknown bits are summed up apart. Evidence: delta 6.12 D5.
    /// </summary>
    public bool JoinsSummandsOfProducts { get; init; } = true;

    /// <summary>
    /// Signed limits of a low half that cross zero meet unsigned ones on one side, as those of the whole do. In 6.19 and later, and by a later fix in
    /// 6.12.107; 6.18.15 learns nothing from them. Evidence: delta 6.18 D2, delta 6.12 D6.
    /// </summary>
    public bool SplitsLowHalves { get; init; } = true;

    /// <summary>
    /// The whole learns from the signed limits of its low half too. In 6.12, and by arcs in 7.2 and later; in 6.18 only from the unsigned ones.
    /// Evidence: delta 6.12 D7.
    /// </summary>
    public bool LearnsFromSignedHalves { get; init; } = true;

    /// <summary>
    /// A low half that is shifted up by 32 takes its signed limits along, whatever their sign. In 6.19 and later, and by a later fix in 6.12.107; in
    /// 6.18.15 only ends that are not negative. Evidence: delta 6.18 D10, delta 6.12 D8.
    /// </summary>
    public bool ShiftsNegativeHalves { get; init; } = true;

    /// <summary>
    /// The line that tells of limits that contradict one another begins with "verifier bug: ". In 6.17 and later; in 6.12 and before it does not.
    /// Evidence: delta 6.12 D10.
    /// </summary>
    public bool CallsContradictionsBugs { get; init; } = true;

    /// <summary>
    /// A register that takes a traced function's return value from the context forgets what it held. In 7.1 and later; in 6.19 and before its
    /// limits take part in the result. Evidence: delta 6.18 D14; the recorded log of verifier_lsm/retval_load_resets_bounds.
    /// </summary>
    public bool ForgetsBeforeReturnValues { get; init; } = true;

    /// <summary>
    /// The result of a division or remainder has bounds. In 7.1 and later; in 6.19 and before it is an unknown number, even for constants.
    /// Evidence: delta 6.18 D7; the 6.18 kernel rejects verifier_div_mod_bounds.
    /// </summary>
    public bool BoundsDivisions { get; init; } = true;

    /// <summary>
    /// A number whose bytes are swapped keeps its known bits. In 6.19 and later; in 6.18 and before the result is unknown, and so is
    /// that of a swap that this machine need not do. Evidence: delta 6.18 D8.
    /// </summary>
    public bool FollowsByteSwaps { get; init; } = true;

    /// <summary>
    /// A sign mask, 0 or -1, that is and-ed or or-ed with a constant goes on as two paths. In 6.19 and later, and by a later fix in
    /// 6.12.107; 6.18.15 goes on as one. Evidence: delta 6.18 D9, delta 6.12 D9.
    /// </summary>
    public bool ForksOnSignMasks { get; init; } = true;

    /// <summary>
    /// Two numbers stay linked over one addition or subtraction of a constant, of 32 or 64 bits. In 7.1 and later; in 6.19 and before only over a
    /// 64-bit addition of a constant from 0 to 0x7fffffff. Evidence: delta 6.18 P1.
    /// </summary>
    public bool LinksOverAllSums { get; init; } = true;
}
