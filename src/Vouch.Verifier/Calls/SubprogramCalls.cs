using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of the program's own functions and returning from them.</summary>
internal static class SubprogramCalls
{
    /// <summary>Enters a static function (the session goes on at its first instruction) or applies a global function's effect.</summary>
    public static Check Call(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        return session.NotSupported("subprogram calls");
    }

    /// <summary>Leaves the executing frame; the session goes on at the caller.</summary>
    public static Check Return(Session session) => session.NotSupported("returning from subprograms");
}
