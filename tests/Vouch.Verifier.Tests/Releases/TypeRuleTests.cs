using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Admission;
using Vouch.Verifier.Types;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>What types say under the newest answers and under older ones: delta 6.18 Y5, Y7.</summary>
public class TypeRuleTests
{
    private static readonly KernelRules Newest = new();

    private readonly BtfBuilder types = new();
    private readonly BtfTypeId number;

    public TypeRuleTests() => number = types.AddInteger("int", 4);

    private BtfParameter Parameter(BtfTypeId type) => new(types.AddString("p"), type);

    /// <summary>Verifies a main program that calls a global function.</summary>
    private VerificationResult Call(BtfTypeId prototype, CallRules rules, string body = "r0 = 0; exit")
    {
        BtfTypeId main = types.AddFunction("main", types.AddFunctionPrototype(number), BtfLinkage.Static);
        BtfTypeId callee = types.AddFunction("f", prototype, BtfLinkage.Global);
        AttachingProgram program = new()
        {
            Type = ProgramType.SchedCls,
            Text = "r1 = 0; call f; r0 = 0; exit; f: " + body,
            Types = types.Build(),
            Functions = [new FunctionRecord(0, main), new FunctionRecord(4, callee)],
        };
        KernelProfile kernel = KernelProfile.Linux73.WithRules(Newest with { Calls = rules, Words = KernelProfile.Open("linux-6.18").Rules.Words });
        return Verifier.Verify(program.Request(), kernel, new VerifierOptions());
    }

    [Theory]
    [InlineData(true, Verdict.Accepted, "")]
    [InlineData(false, Verdict.Rejected, "Global function f() doesn't return scalar. Only those are supported.\nCaller passes invalid args into func#1 ('f')")]
    public void A_global_function_may_return_nothing_or_must_return_a_number(bool mayReturnNothing, Verdict verdict, string message)
    {
        VerificationResult result = Call(types.AddFunctionPrototype(BtfTypeId.Void), new CallRules { FunctionsMayReturnNothing = mayReturnNothing });
        Assert.Equal((verdict, message), (result.Verdict, result.Message.TrimEnd('\n')));
    }

    [Fact]
    public void A_global_function_with_six_parameters_is_refused_in_other_words()
    {
        BtfParameter p = Parameter(number);
        VerificationResult result = Call(types.AddFunctionPrototype(number, p, p, p, p, p, p), new CallRules { PassesArgumentsOnStack = false });
        Assert.StartsWith("Global function f() with 6 > 5 args. Buggy compiler.\n", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_tag_behind_a_pointer_says_that_it_lies_in_an_arena_or_nothing()
    {
        // What lies in an arena may be any number; memory may be null, which has to be tested.
        const string Load = "r0 = *(u32 *)(r1 + 0); exit";
        BtfTypeId prototype = types.AddFunctionPrototype(number, Parameter(types.AddPointer(types.AddTypeTag("arena", number))));
        Assert.Equal("R1 invalid mem access 'scalar'", Call(prototype, new CallRules(), Load).Message);
        Assert.Equal("R1 invalid mem access 'mem_or_null'", Call(prototype, new CallRules { ReadsTypeTagsOfArguments = false }, Load).Message);
    }

    [Fact]
    public void All_type_tags_behind_a_pointer_count_or_only_the_first_modifier()
    {
        BtfTypeId target = types.AddStruct("target", 4);
        BtfTypeId once = types.AddPointer(types.AddTypeTag("rcu", target));
        BtfTypeId deep = types.AddPointer(types.AddQualifier(BtfKind.Const, types.AddTypeTag("rcu", target)));
        BtfTypeId twice = types.AddPointer(types.AddTypeTag("user", types.AddTypeTag("rcu", target)));
        BtfSpec spec = types.Build();
        (bool, TypeFlags) Follow(BtfTypeId pointer, bool readsAll) => (
            BtfTypeTags.TryFollow(spec, spec.Type(pointer), TypeFlags.Rcu | TypeFlags.User, readsAll, out TypeFlags flags, out _), flags);
        Assert.Equal((true, TypeFlags.Rcu), Follow(once, readsAll: false));
        Assert.Equal((true, TypeFlags.Rcu), Follow(deep, readsAll: true));
        Assert.Equal((true, TypeFlags.None), Follow(deep, readsAll: false));
        Assert.False(Follow(twice, readsAll: true).Item1);
        Assert.Equal((true, TypeFlags.User), Follow(twice, readsAll: false));
    }
}
