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
