using System;
using Vouch.Verifier.Precision;
using Xunit;

namespace Vouch.Verifier.Tests.Precision;

public class LinkedSetTests
{
    [Fact]
    public void Members_come_back_newest_first()
    {
        LinkedMember[] members = [new(15, 63, false), new(15, 62, false), new(0, 9, true), new(3, 0, false), new(0, 0, true), new(15, 63, false)];
        LinkedSet set = default;
        foreach (LinkedMember member in members)
        {
            set = set.With(member);
        }

        Assert.Equal(members.Length, set.Count);
        for (int i = members.Length; i-- > 0; set = set.Older)
        {
            Assert.Equal(members[i], set.Newest);
        }

        Assert.True(set.IsEmpty);
    }

    [Fact]
    public void One_member_is_no_link()
    {
        LinkedSet one = default(LinkedSet).With(new(15, 63, false));
        Assert.False(one.IsLink);
        Assert.True(one.With(new(0, 0, true)).IsLink);
    }

    [Fact]
    public void A_seventh_member_does_not_fit()
    {
        LinkedSet set = default;
        for (int i = 0; i < LinkedSet.Capacity; i++)
        {
            set = set.With(new(0, i, true));
        }

        _ = Assert.Throws<InvalidOperationException>(() => set.With(new(0, 7, true)));
    }
}
