using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>Functions of a module made for the purpose, with prototypes that the trampoline cannot serve.</summary>
public class AttachPrototypeTests
{
    private readonly BtfBuilder module = new("testing", AttachingProgram.KernelTypes);
    private readonly BtfTypeId number;

    public AttachPrototypeTests() => number = module.AddInteger("number", 4);

    [Theory]
    [InlineData(AttachType.TraceFexit)]
    [InlineData(AttachType.ModifyReturn)]
    [InlineData(AttachType.TraceFsession)]
    public void Results_of_more_than_eight_bytes_are_not_kept(AttachType attachType) =>
        Attach(attachType, module.AddInteger("wide", 16)).IsRejected(
            "Attach to function target with a >8 byte return value is not supported for this attach type",
            Errno.OperationNotSupported);

    [Fact]
    public void Wide_results_do_not_matter_before_the_function_runs() =>
        Attach(AttachType.TraceFentry, module.AddInteger("wide", 16)).IsAccepted();

    [Fact]
    public void Structs_are_not_returned() =>
        Attach(AttachType.TraceFentry, module.AddStruct("pair", 8)).IsRejected("The function target return type STRUCT is unsupported.");

    [Fact]
    public void Floating_point_is_not_passed() =>
        Attach(AttachType.TraceFentry, number, module.AddFloat("real", 8)).IsRejected("The function target arg0 type FLOAT is unsupported.");

    [Fact]
    public void Small_structs_are_passed() =>
        Attach(AttachType.TraceFentry, number, module.AddStruct("pair", 16)).IsAccepted();

    [Fact]
    public void Larger_structs_are_not() =>
        Attach(AttachType.TraceFentry, number, number, module.AddStruct("triple", 24))
            .IsRejected("The function target arg1 type STRUCT is unsupported.");

    [Fact]
    public void Empty_structs_are_not() =>
        Attach(AttachType.TraceFentry, number, module.AddStruct("nothing", 0))
            .IsRejected("The function target has malformed void argument.");

    [Fact]
    public void The_number_of_arguments_is_fixed() =>
        Attach(AttachType.TraceFentry, number, number, BtfTypeId.Void)
            .IsRejected("The function target with variable args is unsupported.");

    [Fact]
    public void There_are_twelve_arguments_at_most()
    {
        Attach(AttachType.TraceFentry, number, [.. Enumerable.Repeat(number, 12)]).IsAccepted();
        Attach(AttachType.TraceFentry, number, [.. Enumerable.Repeat(number, 13)])
            .IsRejected("The function target has 13 arguments. Too many.");
    }

    private AttachingProgram Attach(AttachType attachType, BtfTypeId result, params BtfTypeId[] arguments)
    {
        BtfParameter[] parameters = [.. arguments.Select(type => new BtfParameter(0, type))];
        BtfTypeId function = module.AddFunction("target", module.AddFunctionPrototype(result, parameters), BtfLinkage.Static);
        return new AttachingProgram { AttachType = attachType, Target = new AttachTarget(module.Build(), function) };
    }
}
