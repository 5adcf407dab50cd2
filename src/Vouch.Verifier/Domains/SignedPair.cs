namespace Vouch.Verifier.Domains;

/// <summary>
/// The signed limits of a low half in one word, of which one pattern is left over to say that there are none: that of the pair that is crossed
/// most, from the largest number down to the smallest. Nothing computes it: operands that could are decided before.
/// </summary>
internal static class SignedPair
{
    public const ulong None = 0;

    public static ulong Pack(long min, long max) => unchecked((uint)((int)min ^ int.MaxValue) | ((ulong)(uint)((int)max ^ int.MinValue) << 32));

    public static int Min(ulong pair) => unchecked((int)pair ^ int.MaxValue);

    public static int Max(ulong pair) => unchecked((int)(pair >> 32) ^ int.MinValue);
}
