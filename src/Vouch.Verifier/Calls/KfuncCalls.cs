using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of kernel functions by BTF number.</summary>
internal static class KfuncCalls
{
    /// <summary>Verifies the call at the current instruction.</summary>
    public static Check Call(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        return session.NotSupported("kfunc calls");
    }

    /// <summary>The kfunc may be called while a spin lock is held.</summary>
    public static bool IsAllowedUnderLock(Session session, Instruction insn)
    {
        _ = (session, insn);
        return false;
    }
}
