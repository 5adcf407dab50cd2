using System;
using Vouch.Verifier.Precision;
using Xunit;

namespace Vouch.Verifier.Tests.Precision;

public class LinkedSetTests
{
    [Fact]
    public void Members_come_back_as_they_went_in()
    {
        LinkedMember[] members = [new(15, 63, false), new(0, 9, true), new(3, 0, false), new(1, 0, true), new(7, 31, false)];
        LinkedSet set = default;
        foreach (LinkedMember member in members)
        {
            set = set.With(member);
        }

        Assert.Equal(members.Length, set.Count);
        for (int i = 0; i < members.Length; i++)
        {
            Assert.Equal(members[i], set[i]);
        }
    }

    [Fact]
    public void One_member_is_no_link() => Assert.False(default(LinkedSet).With(new(0, 1, true)).IsLink);

    [Fact]
    public void A_sixth_member_does_not_fit()
    {
        LinkedSet set = default;
        for (int i = 0; i < LinkedSet.Capacity; i++)
        {
            set = set.With(new(0, i, true));
        }

        Assert.True(set.IsFull);
        _ = Assert.Throws<InvalidOperationException>(() => set.With(new(0, 5, true)));
    }
}
