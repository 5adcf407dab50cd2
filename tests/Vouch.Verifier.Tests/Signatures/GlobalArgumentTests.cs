using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Tests.Admission;
using Xunit;

namespace Vouch.Verifier.Tests.Signatures;

/// <summary>What the prototypes of global functions promise.</summary>
public class GlobalArgumentTests
{
    [Theory]
    [InlineData("", "arg#0 reference type('UNKNOWN (anon)') candidate matching error: -22\n")]
    [InlineData("no_such_struct", "arg#0 reference type('STRUCT no_such_struct') has no matches\n")]
    public void A_trusted_pointer_is_to_one_of_the_kernels_types(string target, string message)
    {
        BtfBuilder types = new();
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId pointer = types.AddPointer(target.Length == 0 ? BtfTypeId.Void : types.AddStruct(target, 4));
        BtfTypeId main = types.AddFunction("main", types.AddFunctionPrototype(number), BtfLinkage.Global);
        BtfParameter parameter = new(types.AddString("p"), pointer);
        BtfTypeId callee = types.AddFunction("f", types.AddFunctionPrototype(number, parameter), BtfLinkage.Global);
        _ = types.AddDeclarationTag("arg:trusted", callee, 0);
        VerificationResult result = new AttachingProgram
        {
            Type = ProgramType.SchedCls,
            Text = "call f; exit; f: r0 = 0; exit",
            Types = types.Build(),
            Functions = [new FunctionRecord(0, main), new FunctionRecord(2, callee)],
        }.Verify();
        Assert.Equal(Verdict.Rejected, result.Verdict);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
    }
}
