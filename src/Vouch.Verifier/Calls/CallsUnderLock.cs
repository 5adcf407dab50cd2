using Vouch.Kernel.Helpers;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Calls;

/// <summary>What may be called while a spin lock is held: unlocking, exchanging kptrs, few kfuncs, and static functions.</summary>
internal static class CallsUnderLock
{
    public static bool IsAllowed(Session session, Instruction insn) => (PseudoCall)insn.Source switch
    {
        PseudoCall.Helper => (HelperId)insn.Immediate is HelperId.SpinUnlock or HelperId.KptrXchg,
        PseudoCall.Kfunc => KfuncCalls.IsAllowedUnderLock(session, insn),
        _ => true,
    };
}
