using System.Text;
using Vouch.Bytecode.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Btf;

public class FlavorTests
{
    [Theory]
    [InlineData("task_struct", "task_struct")]
    [InlineData("task_struct___old", "task_struct")]
    [InlineData("a___b___c", "a___b")]
    [InlineData("___x", "___x")]
    [InlineData("x___", "x___")]
    [InlineData("x____y", "x____y")]
    [InlineData("a___b", "a")]
    [InlineData("", "")]
    public void The_suffix_begins_at_the_last_three_underscores_between_other_characters(string name, string essential)
    {
        Assert.Equal(essential, name[..Flavor.EssentialLength(name)]);
        Assert.Equal(essential.Length, Flavor.EssentialLength(Encoding.UTF8.GetBytes(name)));
    }
}
