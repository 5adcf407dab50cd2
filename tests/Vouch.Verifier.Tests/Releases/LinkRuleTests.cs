using System;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Every rule in which releases differ about linked numbers: what a program meets under the newest answer, and under an older one.</summary>
public class LinkRuleTests
{
    private const string Number = "r0 = *(u32 *)(r1 + 0); ";
    private const string SixEqual = Number + "r2 = r0; r3 = r0; r4 = r0; r5 = r0; r6 = r0; ";
    private const string UseFive = "r0 += r3; r0 += r4; r0 += r5; r0 += r6; out: r0 = 0; exit";

    private static string After(int instruction, string text, LinkRules rules, LoadFlags flags = LoadFlags.None)
    {
        KernelRules all = new() { Links = rules, Scalars = new ScalarRules { LinksOverAllSums = !rules.KeepsStaleDistances } };
        return (MemoryProgram.Of(text) with { Rules = all, Flags = flags }).StateAfter(instruction);
    }

    /// <summary>Delta P3: the sixth number in line.</summary>
    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void A_branch_narrows_five_or_six_numbers(int most, bool narrowsTheSixth)
    {
        string after = After(6, SixEqual + "if r0 > 5 goto out; r0 += r2; " + UseFive, new LinkRules { MostTogether = most });
        Assert.Contains("R5=", after, StringComparison.Ordinal);
        Assert.Equal(narrowsTheSixth, after.Contains("R6=", StringComparison.Ordinal));
    }

    /// <summary>Delta L5.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_narrowed_along_with_an_operand_is_shown_or_not(bool shows)
    {
        string after = After(2, Number + "r2 = r0; if r0 > 5 goto out; r0 += r2; out: r0 = 0; exit", new LinkRules { ShowsWhatFollows = shows });
        Assert.Contains("R0=", after, StringComparison.Ordinal);
        Assert.Equal(shows, after.Contains("R2=", StringComparison.Ordinal));
    }

    /// <summary>Delta P4: the first jump is never taken, and R2 is another number at the second.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_decided_jump_cuts_off_what_finds_no_room(bool gathers, bool narrowsTheSixth)
    {
        const string Text = SixEqual + "r7 = 1; r7 <<= 40; if r0 > r7 goto out; r8 = 0; r8 += r2; r2 = 0; if r0 > 5 goto out; " + UseFive;
        string after = After(12, Text, new LinkRules { GathersAtDecidedJumps = gathers });
        Assert.Equal(narrowsTheSixth, after.Contains("R6=", StringComparison.Ordinal));
    }

    /// <summary>Delta P5, P7: the slot is the only one with its id when the checkpoint is stored.</summary>
    [Theory]
    [InlineData(true, true, "id=2")]
    [InlineData(true, false, null)]
    [InlineData(false, false, "id=1")]
    public void An_id_that_only_a_slot_has_is_dropped_or_kept_and_a_fill_gives_one_or_not(bool drops, bool starts, string? id)
    {
        const string Text = Number + "*(u64 *)(r10 - 8) = r0; r0 = 0; goto +0; r2 = *(u64 *)(r10 - 8); r0 = r2; r0 = 0; exit";
        string after = After(4, Text, new LinkRules { DropsSingleIds = drops, StartsAtFills = starts }, LoadFlags.TestStateFrequency);
        Assert.Equal(id is not null, after.Contains("id=", StringComparison.Ordinal));
        Assert.Contains(id ?? "R2=scalar(", after, StringComparison.Ordinal);
    }

    /// <summary>Delta P6.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fill_that_extends_the_sign_ends_a_link_or_not(bool survives)
    {
        const string Text = "r0 = *(u8 *)(r1 + 0); *(u8 *)(r10 - 8) = r0; r2 = *(s8 *)(r10 - 8); r0 = 0; exit";
        string after = After(2, Text, new LinkRules { SurvivesSignExtendingFills = survives });
        Assert.Equal(survives, after[..after.IndexOf("R10", StringComparison.Ordinal)].Contains("id=", StringComparison.Ordinal));
    }

    /// <summary>Delta X5: R2 is still 7 away from what it is linked with no more, so R3 is thought to be 4 less than R2.</summary>
    [Theory]
    [InlineData(false, "umax32=103")]
    [InlineData(true, "umax32=96")]
    public void A_distance_that_means_nothing_is_forgotten_or_comes_back(bool keeps, string limit)
    {
        const string Text = Number + "r2 = r0; r2 += 7; r2 *= 2; r3 = r2; r3 += 3; if r2 > 100 goto out; r0 = r3; out: r0 = 0; exit";
        string after = After(6, Text, new LinkRules { KeepsStaleDistances = keeps });
        Assert.Contains(limit, after[after.IndexOf("R3=", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }
}
