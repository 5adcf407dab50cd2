using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>The shape of a helper's or kernel function's call.</summary>
/// <param name="Parameters">How many arguments it takes.</param>
/// <param name="IsFastcall">The call leaves the registers alone that it has no use for, so that spills around it can go.</param>
/// <param name="IsVoid">It returns nothing.</param>
internal readonly record struct CallSummary(int Parameters, bool IsFastcall, bool IsVoid)
{
    /// <summary>False for calls of subprograms, and when the program may not make this call (which exploration will tell).</summary>
    public static bool TryGet(ProgramFacts facts, Instruction call, out CallSummary summary)
    {
        summary = default;
        if (call.IsHelperCall)
        {
            if (facts.Program.Kernel.Helpers.Find(call.Immediate, facts.Traits) is not { } helper)
            {
                return false;
            }

            summary = new CallSummary(
                helper.Arguments.Length,
                helper.AllowsFastcall && IsInlined((HelperId)call.Immediate),
                helper.Returns.Kind == ReturnKind.Void);
            return true;
        }

        if (!call.IsKfuncCall || KfuncDescription.Find(facts, call) is not { IsAllowed: true } kfunc)
        {
            return false;
        }

        BtfType returned = kfunc.Types.Type(kfunc.Prototype.Target);
        summary = new CallSummary(kfunc.Prototype.Count, kfunc.Has(KfuncFlags.Fastcall), returned.Kind == BtfKind.Void);
        return true;
    }

    /// <summary>The helpers that the verifier or the x86-64 JIT replaces by a few instructions.</summary>
    private static bool IsInlined(HelperId helper) =>
        helper is HelperId.GetSmpProcessorId or HelperId.GetCurrentTask or HelperId.GetCurrentTaskBtf;
}
