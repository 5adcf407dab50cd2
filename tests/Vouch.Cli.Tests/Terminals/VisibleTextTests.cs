using System.IO;
using Vouch.Cli.Terminals;
using Xunit;

namespace Vouch.Cli.Tests.Terminals;

public class VisibleTextTests
{
    [Theory]
    [InlineData("plain text, \tsource", "plain text, \tsource")]
    [InlineData("\u001b]0;pwned\u0007", "\\x1b]0;pwned\\x07")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("a\u202eb\u2066c", "a\\u202eb\\u2066c")]
    [InlineData("a\rb\nc", "a\\rb\\nc")]
    [InlineData("größe 漢字 🐝", "größe 漢字 🐝")]
    public void What_commands_a_terminal_is_shown_and_not_done(string text, string shown) => Assert.Equal(shown, VisibleText.OfLine(text));

    [Fact]
    public void A_byte_of_a_name_that_is_no_text_is_shown_as_a_byte() => Assert.Equal("na\\xffme", VisibleText.OfLine("na" + (char)(VisibleText.RawByte + 0xff) + "me"));

    [Fact]
    public void Text_for_people_is_escaped_everywhere()
    {
        StringWriter output = new();
        new Terminal(output, TextWriter.Null).WriteLine("\u001b[2J");
        Assert.Equal("\\x1b[2J\n", output.ToString());
    }

    [Fact]
    public void A_log_is_raw_in_a_file_and_escaped_on_a_terminal()
    {
        StringWriter file = new(), terminal = new();
        new Terminal(file, TextWriter.Null).Output.Write("\u001b[2J\n");
        new Terminal(terminal, TextWriter.Null, new TerminalTraits { IsOutputTerminal = true }).Output.Write("\u001b[2J\n");
        Assert.Equal(("\u001b[2J\n", "\\x1b[2J\n"), (file.ToString(), terminal.ToString()));
    }

    [Theory]
    [InlineData(null, null, true, true)]
    [InlineData(null, null, false, false)]
    [InlineData("1", "1", true, false)]
    [InlineData("1", null, true, false)]
    [InlineData(null, "1", false, true)]
    [InlineData(null, "0", false, false)]
    public void Colours_are_forced_and_forbidden_by_the_environment(string? forbidden, string? forced, bool isTerminal, bool expected) =>
        Assert.Equal(expected, TerminalTraits.WantsColor(isTerminal, name => name switch
        {
            "NO_COLOR" => forbidden,
            "FORCE_COLOR" or "CLICOLOR_FORCE" => forced,
            _ => null,
        }));
}
