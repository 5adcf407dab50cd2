using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>The circular range at eight bits, where a set of values is small enough to be looked at whole.</summary>
public class CnumTests
{
    /// <summary>Positions around zero, the sign boundary and the quarters: everything that the cases of an operation tell apart.</summary>
    private static readonly byte[] Positions =
        [0, 1, 2, 3, 0x3e, 0x3f, 0x40, 0x41, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0xbf, 0xc0, 0xc1, 0xfc, 0xfd, 0xfe, 0xff];

    private static readonly Cnum8[] Some =
        [.. from start in Positions from size in Positions select new Cnum8(start, size)];

    private static IEnumerable<Cnum8> All() =>
        from start in Enumerable.Range(0, 256) from size in Enumerable.Range(0, 256) select new Cnum8((byte)start, (byte)size);

    /// <summary>Membership by walking the arc: shares no code with the domain.</summary>
    private static bool[] Members(Cnum8 arc)
    {
        var members = new bool[256];
        if (arc is { Base: 255, Size: 255 })
            return members;
        for (int step = 0; step <= (int)arc.Size; step++)
            members[((int)arc.Base + step) % 256] = true;
        return members;
    }

    private static readonly Dictionary<Cnum8, bool[]> MembersOfSome = Some.ToDictionary(arc => arc, Members);

    [Fact]
    public void Every_arc_knows_its_limits_and_members()
    {
        foreach (Cnum8 arc in All())
        {
            bool[] members = Members(arc);
            for (int value = 0; value < 256; value++)
            {
                if (members[value] != arc.Contains((byte)value))
                    Assert.Fail($"{arc} and {value}");
            }

            if (arc.IsEmpty)
                continue;
            int least = Array.IndexOf(members, true), greatest = Array.LastIndexOf(members, true);
            Assert.Equal(((ulong)least, (ulong)greatest), (arc.UMin, arc.UMax));

            int leastSigned = Enumerable.Range(-128, 256).First(v => members[v & 0xff]);
            int greatestSigned = Enumerable.Range(-127, 256).Select(v => -v).First(v => members[v & 0xff]);
            Assert.Equal(((long)leastSigned, (long)greatestSigned), (arc.SMin, arc.SMax));
        }
    }

    [Fact]
    public void Intersection_is_exact_unless_two_arcs_remain_and_then_the_smaller_operand()
    {
        foreach (Cnum8 a in Some)
        {
            foreach (Cnum8 b in Some)
            {
                bool[] common = And(MembersOfSome[a], MembersOfSome[b]);
                Cnum8 result = a.Intersect(b);
                if (Runs(common) > 1)
                {
                    Cnum8 low = a.Base <= b.Base ? a : b, high = a.Base <= b.Base ? b : a;
                    Assert.Equal(low.Size <= high.Size ? low : high, result);
                }
                else if (!Members(result).AsSpan().SequenceEqual(common))
                {
                    Assert.Fail($"{a} and {b} gave {result}");
                }
            }
        }
    }

    [Fact]
    public void Addition_and_subtraction_are_exact()
    {
        foreach (Cnum8 a in Some)
        {
            foreach (Cnum8 b in Some)
            {
                if (a.IsEmpty || b.IsEmpty)
                {
                    Assert.True(a.Add(b).IsEmpty && a.Subtract(b).IsEmpty);
                    continue;
                }

                ulong size = Math.Min(255, a.Size + b.Size);
                Assert.Equal(size, a.Add(b).Size);
                Assert.Equal(size, a.Subtract(b).Size);
                if (size == 255)
                    continue;
                Assert.Equal((a.Base + b.Base) & 255, a.Add(b).Base);
                Assert.Equal((a.Base - b.Base - b.Size) & 255, a.Subtract(b).Base);
            }
        }
    }

    [Fact]
    public void Subset_is_that_of_the_members()
    {
        foreach (Cnum8 a in Some)
        {
            foreach (Cnum8 b in Some)
            {
                bool[] inner = MembersOfSome[a];
                Assert.Equal(And(inner, MembersOfSome[b]).AsSpan().SequenceEqual(inner), a.IsSubsetOf(b));
            }
        }
    }

    /// <summary>A full circle is compared with its base, so the base is part of what is specified.</summary>
    [Fact]
    public void A_full_circle_starts_at_zero_or_at_the_largest_positive_number()
    {
        Assert.Equal(Cnum8.Unbounded, new Cnum8(5, 255).Add(Cnum8.Const(7)));
        Assert.Equal(new Cnum8(0x7f, 255), new Cnum8(5, 255).Add(Cnum8.Const(0x7a)));
        Assert.Equal(Cnum8.Unbounded, new Cnum8(5, 200).Add(new Cnum8(5, 100)));
        Assert.Equal(Cnum8.Unbounded, Cnum8.Unbounded.Negate());
        Assert.Equal(new Cnum8(0x7f, 255), new Cnum8(0x82, 255).Negate());
        Assert.Equal(Cnum8.Unbounded, Cnum8.FromSigned(-128, 127));
        Assert.Equal(Cnum8.Unbounded, Cnum8.FromSigned(5, 4));
        Assert.Equal(new Cnum8(5, 255), Cnum8.FromUnsigned(5, 4));
        Assert.Equal(Cnum8.Unbounded, Cnum8.Unbounded.Intersect(new Cnum8(5, 255)));
    }

    [Fact]
    public void Products_quotients_and_remainders_are_members()
    {
        foreach (Cnum8 a in Some.Where(arc => !arc.IsEmpty))
        {
            bool[] members = MembersOfSome[a];
            foreach (byte d in Positions.Where(d => d != 0))
            {
                sbyte sd = unchecked((sbyte)d);
                bool[] product = Members(a.Multiply(Cnum8.Const(d)));
                bool[] quotient = Members(a.Divide(d)), signedQuotient = Members(a.DivideSigned(sd));
                bool[] remainder = Members(a.TryModulo(d, out Cnum8 r) ? r : a);
                bool[] signedRemainder = Members(a.TryModuloSigned(sd, out Cnum8 sr) ? sr : a);
                for (int x = 0; x < 256; x++)
                {
                    if (!members[x])
                        continue;
                    int sx = unchecked((sbyte)x);
                    bool all = product[(x * d) & 0xff] && quotient[x / d] && remainder[x % d]
                        && signedQuotient[(sx / sd) & 0xff] && signedRemainder[(sx % sd) & 0xff];
                    if (!all)
                        Assert.Fail($"{a} by {d}: {x}");
                }
            }
        }
    }

    [Fact]
    public void Products_of_two_ranges_are_members()
    {
        Cnum8[] few = [.. Some.Where((_, index) => index % 5 == 0).Where(arc => arc is { IsEmpty: false, Size: < 70 })];
        foreach (Cnum8 a in few)
        {
            foreach (Cnum8 b in few)
            {
                Cnum8 product = a.Multiply(b);
                for (ulong i = 0; i <= a.Size; i++)
                {
                    for (ulong j = 0; j <= b.Size; j++)
                    {
                        if (!product.Contains(unchecked((byte)((a.Base + i) * (b.Base + j)))))
                            Assert.Fail($"{a} times {b}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Known_bits_give_the_smallest_range_that_does_not_cross_the_sign()
    {
        for (int mask = 0; mask < 256; mask++)
        {
            for (int value = 0; value < 256; value++)
            {
                if ((value & mask) != 0)
                    continue;

                // Bits beyond the width must not matter.
                Cnum8 arc = Cnum8.FromBits(new Tnum((ulong)value | 0x300, (ulong)mask | 0xc00));
                int[] members = [.. Enumerable.Range(-128, 256).Where(v => (v & ~mask & 0xff) == value)];
                Assert.Equal(((long)members[0], (long)members[^1]), (arc.SMin, arc.SMax));
            }
        }
    }

    private static bool[] And(bool[] a, bool[] b)
    {
        var both = new bool[256];
        for (int i = 0; i < both.Length; i++)
            both[i] = a[i] && b[i];
        return both;
    }

    /// <summary>How many arcs a set of points makes.</summary>
    private static int Runs(bool[] members)
    {
        int starts = 0;
        for (int i = 0; i < members.Length; i++)
            starts += members[i] && !members[(i + 255) % 256] ? 1 : 0;
        return starts;
    }
}
