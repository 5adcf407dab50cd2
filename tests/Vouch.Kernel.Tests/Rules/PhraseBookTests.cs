using System;
using Vouch.Kernel.Rules;
using Xunit;

namespace Vouch.Kernel.Tests.Rules;

public class PhraseBookTests
{
    private static readonly PhraseBook Book = new(
        ("{0} is not a scalar", "arg#{0} is no number"),
        ("release helper {0} expects {1}", "{1} must be given"),
        ("as {0}", "as {0:arg #0}"),
        ("helper {0}", "helper {0:arg1}"),
        ("rcu_{lock,unlock} of {0}", "{0}: {lock,unlock} of rcu"),
        ("the same words", "other words"));

    /// <summary>A message with values in angle brackets, which only say where they stand.</summary>
    private static string Say(string marked)
    {
        string[] parts = marked.Split('<', '>');
        Range[] values = new Range[parts.Length / 2];
        for (int i = 0, position = 0; i < parts.Length; position += parts[i++].Length)
        {
            if (i % 2 == 1)
            {
                values[i / 2] = position..(position + parts[i].Length);
            }
        }

        return Book.Translate(string.Concat(parts), values);
    }

    [Theory]
    [InlineData("<R1> is a scalar", "R1 is a scalar")]
    [InlineData("<R1> is not a scalar", "arg#R1 is no number")]
    [InlineData("the same words", "other words")]
    public void A_message_with_a_row_is_put_in_the_older_words(string message, string older) => Assert.Equal(older, Say(message));

    [Fact]
    public void Values_stand_where_the_older_words_want_them_or_not_at_all() =>
        Assert.Equal("R2 must be given", Say("release helper <bpf_sk_release> expects <R2>"));

    [Theory]
    [InlineData("as <R1>", "as arg #0")]
    [InlineData("as <R5>", "as arg #4")]
    [InlineData("helper <R1>", "helper arg1")]
    [InlineData("as <*(R11-8)>", "as *(R11-8)")]
    public void An_argument_is_named_by_its_position_if_a_register_holds_it(string message, string older) => Assert.Equal(older, Say(message));

    [Fact]
    public void Braces_around_words_are_the_messages_own() => Assert.Equal("x: {lock,unlock} of rcu", Say("rcu_{lock,unlock} of <x>"));

    [Fact]
    public void A_value_is_no_part_of_the_words() => Assert.Equal("the same <words>", Book.Translate("the same <words>", [9..16]));

    [Fact]
    public void Two_rows_for_one_message_are_a_mistake() => Assert.Throws<ArgumentException>(() => new PhraseBook(("a", "b"), ("a", "c")));
}
