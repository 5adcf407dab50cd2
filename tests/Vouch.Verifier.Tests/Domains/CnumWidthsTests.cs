using System;
using System.Linq;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>The exchange between a 64-bit range and the range of its low half, at the points where one of them begins or ends.</summary>
public class CnumWidthsTests
{
    private const ulong Block = 1UL << 32;

    private static readonly ulong[] Positions =
    [
        0, 1, 2, 5, 0x7fffffff, 0x80000000, Block - 2, Block - 1, Block, Block + 3, (2 * Block) - 1, 2 * Block, (3 * Block) + 7,
        (ulong)long.MaxValue - 1, 1UL << 63, ulong.MaxValue - Block, ulong.MaxValue - 3, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private static readonly Cnum64[] Wide = [.. from start in Positions from size in Positions select new Cnum64(start, size)];

    private static readonly Cnum32[] Narrow =
    [
        .. from start in Positions.Select(p => (uint)p).Distinct()
           from size in Positions.Select(p => (uint)p).Distinct()
           select new Cnum32(start, size),
    ];

    /// <summary>Members worth a look: those near the ends of either arc, in the first and the last block the wide one touches.</summary>
    private static ulong[] Candidates(Cnum64 range, Cnum32 low)
    {
        ulong[] blocks = [range.Base, range.Base + Block, range.End - Block, range.End];
        ulong[] lows =
            [low.Base, (uint)(low.Base - 1), (uint)(low.Base + 1), low.End, (uint)(low.End - 1), (uint)(low.End + 1), (uint)range.Base, (uint)range.End];
        return
        [
            range.Base, range.End,
            .. from block in blocks from half in lows select (block & ~(Block - 1)) | half,
        ];
    }

    [Fact]
    public void Cutting_by_the_low_half_keeps_every_common_value_and_ends_on_common_values()
    {
        foreach (Cnum64 range in Wide)
        {
            foreach (Cnum32 low in Narrow)
            {
                Cnum64 cut = range.WithLowHalfIn(low);
                if (range.IsEmpty || low.IsEmpty)
                {
                    Assert.True(cut.IsEmpty);
                    continue;
                }

                foreach (ulong value in Candidates(range, low))
                {
                    if (range.Contains(value) && low.Contains((uint)value) && !cut.Contains(value))
                        Assert.Fail($"{range} with {low} lost {value:x}");
                }

                if (!cut.IsEmpty && !(low.Contains((uint)cut.Base) && low.Contains((uint)cut.End) && cut.IsSubsetOf(range)))
                    Assert.Fail($"{range} with {low} ends outside: {cut}");
            }
        }
    }

    [Fact]
    public void The_low_half_holds_every_low_half()
    {
        foreach (Cnum64 range in Wide)
        {
            Cnum32 low = range.LowHalf();
            Assert.Equal(range.IsEmpty, low.IsEmpty);
            if (range.IsEmpty)
                continue;
            foreach (ulong step in Positions.Where(step => step <= range.Size))
                Assert.True(low.Contains((uint)(range.Base + step)), $"{range}: {step:x}");
            Assert.Equal(Math.Min(range.Size, uint.MaxValue), low.Size);
        }
    }

    [Fact]
    public void A_range_without_a_matching_low_half_is_empty() =>
        Assert.True(new Cnum64(0x10, 0x10).WithLowHalfIn(new Cnum32(0x30, 5)).IsEmpty);

    [Fact]
    public void An_uncut_circle_keeps_its_base() =>
        Assert.Equal(new Cnum64(5, ulong.MaxValue), new Cnum64(5, ulong.MaxValue).WithLowHalfIn(Cnum32.Unbounded));
}
