using Vouch.Kernel.Rules;
using Vouch.Verifier.Precision;
using Xunit;

namespace Vouch.Verifier.Tests.Precision;

public class IdentityMapTests
{
    private const uint Distance = 3u << 30;

    private readonly IdentityMap ids = new(new PruningRules());

    public IdentityMapTests() => ids.Clear(lastId: 100);

    [Fact]
    public void An_id_stands_for_one_id_only()
    {
        Assert.True(ids.Matches(5, 9));
        Assert.True(ids.Matches(5, 9));
        Assert.False(ids.Matches(5, 8));
        Assert.False(ids.Matches(6, 9));
    }

    [Fact]
    public void No_id_matches_no_id_only()
    {
        Assert.True(ids.Matches(0, 0));
        Assert.False(ids.Matches(0, 1));
        Assert.False(ids.Matches(1, 0));
    }

    [Fact]
    public void Two_linked_scalars_never_match_two_separate_ones()
    {
        Assert.True(ids.MatchesScalar(7, 0, Distance));
        Assert.False(ids.MatchesScalar(7, 0, Distance));
    }

    [Fact]
    public void A_scalar_without_links_asks_for_none() => Assert.True(ids.MatchesScalar(0, 12, Distance));

    [Fact]
    public void A_sum_must_come_from_the_scalar_it_is_linked_with()
    {
        Assert.True(ids.MatchesScalar(1, 2, Distance));
        Assert.False(ids.MatchesScalar(1 | (1u << 31), 3 | (1u << 31), Distance));
    }

    /// <summary>Delta X6.</summary>
    [Fact]
    public void Where_links_are_paired_one_by_one_separate_scalars_never_match_linked_ones()
    {
        IdentityMap older = Older();
        Assert.True(older.MatchesScalar(0, 12, Distance));
        Assert.False(older.MatchesScalar(0, 12, Distance));
        Assert.True(older.MatchesScalar(0, 0, Distance));
    }

    /// <summary>Delta X6.</summary>
    [Fact]
    public void Where_links_are_paired_one_by_one_a_sum_may_come_from_anywhere()
    {
        IdentityMap older = Older();
        Assert.True(older.MatchesScalar(1, 2, Distance));
        Assert.True(older.MatchesScalar(1 | (1u << 31), 3 | (1u << 31), Distance));
    }

    /// <summary>Delta S4.</summary>
    [Fact]
    public void Inner_maps_are_paired_or_must_be_the_same()
    {
        Assert.True(ids.MatchesInnerMap(1, 2));
        Assert.False(Older().MatchesInnerMap(1, 2));
        Assert.True(Older().MatchesInnerMap(2, 2));
    }

    private static IdentityMap Older()
    {
        IdentityMap older = new(new PruningRules { PairsLinksOneByOne = true, PairsInnerMaps = false });
        older.Clear(lastId: 100);
        return older;
    }
}
