using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Bounds such as programs make, with one value they hold; the same sequence for the same seed.</summary>
internal struct ScalarCases(ulong seed)
{
    private SplitMix random = new(seed);

    /// <summary>Mostly near zero, a power of two, the 32-bit and the 64-bit boundaries.</summary>
    public ulong Word()
    {
        unchecked
        {
            ulong word = random.Below(8) switch
            {
                0 => (ulong)random.Below(20),
                1 => (ulong)-(long)random.Below(20),
                2 => 1UL << random.Below(64),
                3 => (1UL << random.Below(64)) - 1,
                4 => random.Next(),
                5 => (uint)random.Next(),
                6 => random.Next() >> random.Below(64),
                _ => ((ulong)random.Below(4) << 32) + (ulong)(long)(random.Below(10) - 5),
            };
            return random.OneIn(8) ? word ^ (1UL << 63) : word;
        }
    }

    public ulong Next() => random.Next();

    public int Below(int limit) => random.Below(limit);

    public bool OneIn(int count) => random.OneIn(count);

    public ScalarBounds Bounds() => Around(Word());

    /// <summary>Synchronised bounds that hold <paramref name="value"/>.</summary>
    public ScalarBounds Around(ulong value)
    {
        if (random.OneIn(8))
            return ScalarBounds.Const(value);
        ulong unknown = random.OneIn(3) ? ulong.MaxValue : Word() | (random.Next() & random.Next());
        return new ScalarBounds(new Tnum(value & ~unknown, unknown), Range64(value), Range32((uint)value)).Sync();
    }

    public static bool Holds(in ScalarBounds bounds, ulong value) =>
        bounds.Bits.Contains(value) && bounds.Range64.Contains(value) && bounds.Range32.Contains((uint)value);

    private Cnum64 Range64(ulong value)
    {
        ulong below = Word() >> random.Below(8), above = Word() >> random.Below(8);
        return random.OneIn(3) || above > ulong.MaxValue - below ? Cnum64.Unbounded : unchecked(NotEmpty(new Cnum64(value - below, below + above)));
    }

    private Cnum32 Range32(uint value)
    {
        uint below = (uint)Word() >> random.Below(8), above = (uint)Word() >> random.Below(8);
        return random.OneIn(3) || above > uint.MaxValue - below ? Cnum32.Unbounded : unchecked(NotEmpty(new Cnum32(value - below, below + above)));
    }

    /// <summary>One of the full circles is written like the empty range.</summary>
    private static Cnum64 NotEmpty(Cnum64 range) => range.IsEmpty ? Cnum64.Unbounded : range;

    private static Cnum32 NotEmpty(Cnum32 range) => range.IsEmpty ? Cnum32.Unbounded : range;
}
