using System.Linq;
using System.Text;
using Vouch.Verifier.Flow.Stack;
using Xunit;

namespace Vouch.Verifier.Tests.Flow.Stack;

public class SlotSetTests
{
    [Fact]
    public void A_range_holds_what_lies_in_it()
    {
        for (int low = 0; low < SlotSet.HalfCount + 3; low++)
        {
            for (int high = low - 1; high < SlotSet.HalfCount + 3; high++)
            {
                SlotSet set = SlotSet.Range(low, high);
                for (int half = 0; half < SlotSet.HalfCount; half++)
                {
                    Assert.Equal(half >= low && half <= high, set.Contains(half));
                }
            }
        }
    }

    [Fact]
    public void Set_operations_agree_with_their_members()
    {
        SlotSet a = SlotSet.Range(3, 70);
        SlotSet b = SlotSet.Range(60, 100);
        foreach (int half in Enumerable.Range(0, SlotSet.HalfCount))
        {
            Assert.Equal(a.Contains(half) || b.Contains(half), a.Union(b).Contains(half));
            Assert.Equal(a.Contains(half) && b.Contains(half), a.Intersect(b).Contains(half));
            Assert.Equal(a.Contains(half) && !b.Contains(half), a.Without(b).Contains(half));
        }

        Assert.True(a.Without(a).IsEmpty);
        Assert.Equal(SlotSet.All, a.Union(SlotSet.All));
    }

    [Theory]
    [InlineData(0, 1, "fp0-8")]
    [InlineData(0, 0, "fp0-4h")]
    [InlineData(1, 1, "fp0-8h")]
    [InlineData(0, 3, "fp0-8 fp0-16")]
    [InlineData(0, 5, "fp0-8..-24")]
    [InlineData(1, 8, "fp0-8h fp0-16..-32 fp0-36h")]
    public void Text_names_slots_halves_and_runs(int low, int high, string expected)
    {
        StringBuilder text = new();
        SlotSet.Range(low, high).AppendTo(text, 0, isFirst: true);
        Assert.Equal(expected, text.ToString());
    }
}
