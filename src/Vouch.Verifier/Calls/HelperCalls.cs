using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of helpers: may this program call it, are its arguments right, what does it return.</summary>
internal static class HelperCalls
{
    /// <summary>Verifies the call at the current instruction; where to go on is the caller's business.</summary>
    public static Check Call(Session session, Instruction insn) => session.NotSupported($"helper {insn.Immediate}");
}
