using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Every tnum of four unknown-or-known bits, at the bottom and at the top of the word, against its members.</summary>
public class TnumTests
{
    private const int Width = 4;

    private delegate Tnum Abstract(Tnum a, Tnum b);

    private delegate ulong Concrete(ulong a, ulong b);

    private static IEnumerable<Tnum> All(int width, int position) =>
        from mask in Enumerable.Range(0, 1 << width)
        from value in Enumerable.Range(0, 1 << width)
        where (value & mask) == 0
        select new Tnum((ulong)value << position, (ulong)mask << position);

    private static ulong[] Members(Tnum t)
    {
        var members = new List<ulong>();
        ulong part = t.Mask;
        while (true)
        {
            members.Add(t.Value | part);
            if (part == 0)
                return [.. members];
            part = (part - 1) & t.Mask;
        }
    }

    private static Tnum Smallest(IEnumerable<ulong> members) => members.Select(Tnum.Const).Aggregate((a, b) => a.Union(b));

    private static void HoldsEveryResult(Abstract operation, Concrete concrete, bool exact)
    {
        foreach (int position in new[] { 0, 64 - Width, 30 })
        {
            Tnum[] all = [.. All(Width, position)];
            ulong[][] members = [.. all.Select(Members)];
            for (int i = 0; i < all.Length; i++)
            {
                for (int j = 0; j < all.Length; j++)
                {
                    Tnum result = operation(all[i], all[j]);
                    Tnum hull = Tnum.Const(concrete(members[i][0], members[j][0]));
                    foreach (ulong x in members[i])
                    {
                        foreach (ulong y in members[j])
                            hull = hull.Union(Tnum.Const(concrete(x, y)));
                    }

                    Assert.True(exact ? result == hull : result.Contains(hull), $"{all[i]} and {all[j]} gave {result}, members span {hull}");
                }
            }
        }
    }

    [Fact]
    public void Addition_is_exact() => HoldsEveryResult((a, b) => a + b, (x, y) => unchecked(x + y), exact: true);

    [Fact]
    public void Subtraction_is_exact() => HoldsEveryResult((a, b) => a - b, (x, y) => unchecked(x - y), exact: true);

    [Fact]
    public void Negation_is_exact() => HoldsEveryResult((a, _) => -a, (x, _) => unchecked(0UL - x), exact: true);

    [Fact]
    public void Conjunction_is_exact() => HoldsEveryResult((a, b) => a & b, (x, y) => x & y, exact: true);

    [Fact]
    public void Disjunction_is_exact() => HoldsEveryResult((a, b) => a | b, (x, y) => x | y, exact: true);

    [Fact]
    public void Exclusive_disjunction_is_exact() => HoldsEveryResult((a, b) => a ^ b, (x, y) => x ^ y, exact: true);

    [Fact]
    public void Multiplication_holds_every_product() => HoldsEveryResult((a, b) => a * b, (x, y) => unchecked(x * y), exact: false);

    /// <summary>3 times {1, 3} is {3, 9}; added up over the other factor's bits the carries are lost sight of.</summary>
    [Fact]
    public void The_order_of_the_factors_shows_in_the_product()
    {
        Assert.Equal(new Tnum(1, 0b1010), new Tnum(1, 2) * Tnum.Const(3));
        Assert.Equal(new Tnum(1, 0b1110), Tnum.Const(3) * new Tnum(1, 2));
    }

    [Fact]
    public void Union_intersection_overlap_and_containment_are_those_of_the_member_sets()
    {
        Tnum[] all = [.. All(Width, 62 - Width)];
        foreach (Tnum a in all)
        {
            foreach (Tnum b in all)
            {
                ulong[] common = [.. Members(a).Intersect(Members(b))];
                Assert.Equal(common.Length > 0, a.Overlaps(b));
                Assert.Equal(common.Length == Members(b).Length, a.Contains(b));
                Assert.Equal(Smallest(Members(a).Concat(Members(b))), a.Union(b));
                if (common.Length > 0)
                    Assert.Equal(Smallest(common), a.Intersect(b));
            }
        }
    }

    [Fact]
    public void Step_finds_the_next_member()
    {
        foreach (Tnum t in All(6, 0))
        {
            ulong[] members = [.. Members(t).Order()];
            for (ulong value = 0; value < 70; value++)
                Assert.Equal(members.FirstOrDefault(m => m > value, t.Max), t.Step(value));
        }
    }

    [Fact]
    public void Step_at_the_ends_of_the_word()
    {
        Assert.Equal(ulong.MaxValue, Tnum.Unknown.Step(ulong.MaxValue));
        Assert.Equal(ulong.MaxValue, Tnum.Unknown.Step(ulong.MaxValue - 1));
        Assert.Equal(1UL << 63, new Tnum(0, 1UL << 63).Step(5));
        Assert.Equal((1UL << 63) + 1, new Tnum(1, 1UL << 63).Step(1));
    }

    [Fact]
    public void Range_keeps_the_leading_bits_that_its_ends_share()
    {
        for (ulong min = 0; min < 64; min++)
        {
            for (ulong max = min; max < 64; max++)
            {
                Tnum hull = Smallest(Enumerable.Range((int)min, (int)(max - min) + 1).Select(v => (ulong)v));
                Assert.True(Tnum.Range(min, max).Contains(hull));
            }
        }

        Assert.Equal(Tnum.Unknown, Tnum.Range(0, ulong.MaxValue));
        Assert.Equal(new Tnum(0, 3), Tnum.Range(0, 2));
        Assert.Equal(new Tnum(8, 3), Tnum.Range(9, 10));
        Assert.Equal(Tnum.Const(7), Tnum.Range(7, 7));
    }

    [Fact]
    public void Shifts_move_every_member()
    {
        foreach (Tnum t in All(Width, 30))
        {
            for (int count = 0; count < 64; count++)
            {
                Assert.Equal(Smallest(Members(t).Select(m => m << count)), t.ShiftLeft(count));
                Assert.Equal(Smallest(Members(t).Select(m => m >> count)), t.ShiftRight(count));
            }

            for (int count = 0; count < 32; count++)
                Assert.Equal(Smallest(Members(t).Select(m => (ulong)(uint)((int)m >> count))), t.ArithmeticShiftRight(count, 32));
        }

        foreach (Tnum t in All(Width, 60))
        {
            for (int count = 0; count < 64; count++)
                Assert.Equal(Smallest(Members(t).Select(m => (ulong)((long)m >> count))), t.ArithmeticShiftRight(count, 64));
        }
    }

    [Fact]
    public void Byte_swaps_and_casts_act_on_value_and_mask()
    {
        var t = new Tnum(0x0102030405060708, 0x8070605040302010);
        Assert.Equal(new Tnum(0x0807060504030201, 0x1020304050607080), t.ByteSwap64());
        Assert.Equal(new Tnum(0x08070605, 0x10203040), t.ByteSwap32());
        Assert.Equal(new Tnum(0x0807, 0x1020), t.ByteSwap16());
        Assert.Equal(new Tnum(0x08, 0x10), t.Cast(1));
        Assert.Equal(new Tnum(0x0708, 0x2010), t.Cast(2));
        Assert.Equal(t.Subregister, t.Cast(4));
        Assert.Equal(t, t.Cast(8));
        Assert.Equal(new Tnum(0x0102030400000005, 0x8070605000000000), t.WithSubregister(5));
        Assert.Equal(t, t.WithSubregister(0).WithSubregister(t));
    }

    [Fact]
    public void Alignment_needs_known_zero_bits()
    {
        Assert.True(new Tnum(8, 0x30).IsAligned(8));
        Assert.False(new Tnum(8, 0x30).IsAligned(16));
        Assert.False(new Tnum(0, 4).IsAligned(8));
        Assert.True(Tnum.Unknown.IsAligned(1));
        Assert.True(Tnum.Unknown.IsAligned(0));
    }

    [Theory]
    [InlineData(0UL, 0xffUL, "(0x0; 0xff)")]
    [InlineData(65535UL, 0UL, "65535")]
    [InlineData(65536UL, 0UL, "0x10000")]
    [InlineData(ulong.MaxValue, 0UL, "-1")]
    [InlineData(0xffffffffffff8000, 0UL, "-32768")]
    [InlineData(0xffffffffffff7fff, 0UL, "0xffffffffffff7fff")]
    public void It_prints_as_the_log_does(ulong value, ulong mask, string text) => Assert.Equal(text, new Tnum(value, mask).ToString());
}
