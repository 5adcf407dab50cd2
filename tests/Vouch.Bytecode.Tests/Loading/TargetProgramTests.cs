using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Tests.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

/// <summary>Programs that replace or trace functions of a program that the user names.</summary>
public sealed class TargetProgramTests
{
    private static LoadRequest Target { get; } = Fixture.Request("linking.o", "calls_middle_first", SmallKernel.View);

    private static PreparedProgram Prepare(string program, string? function = null)
    {
        PrepareOptions options = new() { Selection = name => name == program, TargetProgram = Target, TargetFunction = function };
        return Assert.Single(Fixture.Read("kernel.o").Prepare(SmallKernel.View, options));
    }

    [Theory]
    [InlineData("replaces_tc", "middle", ProgramType.Ext)]
    [InlineData("on_nothing", "leaf", ProgramType.Tracing)]
    [InlineData("on_unnamed", null, ProgramType.Tracing)]
    public void They_attach_to_its_functions_or_to_itself(string program, string? function, ProgramType type)
    {
        LoadRequest? request = Prepare(program, function).Request;

        Assert.Equal(type, request?.ProgramType);
        AttachTarget target = Assert.IsType<AttachTarget>(request!.Target);
        Assert.Same(Target, target.Program);
        Assert.Equal(function ?? "calls_middle_first", target.Types.NameOf(target.Type));
    }

    [Fact]
    public void What_it_lacks_is_looked_for_in_the_kernel_by_tracing_programs_only()
    {
        Assert.Null(Prepare("on_work").Request?.Target?.Program);
        Assert.Contains("have no function 'other'", Prepare("replaces_tc").Failure?.Message);
        Assert.Contains("have no function 'never'", Prepare("on_work", "never").Failure?.Message);
    }
}
