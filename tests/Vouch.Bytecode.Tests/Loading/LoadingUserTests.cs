using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Tests.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

/// <summary>What loaders do differently for users who may not try what the kernel has.</summary>
public sealed class LoadingUserTests
{
    private static KernelView Limited { get; } = SmallKernel.View with
    {
        TakesTypes = false, HasSeparateReads = false, TakesAttachTypes = false, HasCookies = false,
    };

    private static int[] Helpers(LoadRequest request) => [.. request.Instructions.Where(i => i.IsHelperCall).Select(i => i.Immediate)];

    [Fact]
    public void A_user_with_capabilities_gets_what_the_object_says()
    {
        LoadRequest request = Fixture.Request("loading.o", "on_egress", SmallKernel.View);

        Assert.Equal([1, 112, 115], Helpers(request));
        Assert.Equal(AttachType.CgroupInetEgress, request.ExpectedAttachType);
        Assert.NotNull(request.Types);
        Assert.NotEmpty(request.Functions);
        Assert.False(request.Map("counters").ValueType.IsVoid);
        Assert.Equal(1, request.Maps.Single(m => m.InitialValue.Length == 4).InitialValue[0]);
    }

    [Fact]
    public void Another_gets_no_types_no_attach_type_and_the_older_helpers()
    {
        LoadRequest request = Fixture.Request("loading.o", "on_egress", Limited);

        Assert.Equal([1, 4, 45], Helpers(request));
        Assert.Equal(AttachType.CgroupInetIngress, request.ExpectedAttachType);
        Assert.Null(request.Types);
        Assert.Empty(request.Functions);
        Assert.True(request.Map("counters").ValueType.IsVoid);
        Assert.Equal(0, request.Maps.Single(m => m.InitialValue.Length == 4).InitialValue[0]);
    }

    [Fact]
    public void Attach_types_that_programs_cannot_do_without_stay() =>
        Assert.Equal(AttachType.TraceFentryMulti, Fixture.Request("loading.o", "on_module_functions", Limited).ExpectedAttachType);

    [Fact]
    public void Maps_that_the_user_may_not_create_are_missed()
    {
        PreparationFailure failure = Fixture.Failure("loading.o", "on_egress", Limited with { MapCreationError = _ => 1 });

        Assert.Equal(PreparationStage.Map, failure.Stage);
        Assert.Contains("the user lacks the capability", failure.Message);
    }

    [Fact]
    public void Of_many_functions_only_the_module_must_be_there()
    {
        Assert.Null(Fixture.Request("loading.o", "on_module_functions", SmallKernel.View).Target);
        Assert.Contains("no module 'absent_module'", Fixture.Failure("loading.o", "on_absent_functions", SmallKernel.View).Message);
    }
}
