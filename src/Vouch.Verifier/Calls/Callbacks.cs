using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Calls;

/// <summary>Functions of the program that helpers and kfuncs run.</summary>
internal static class Callbacks
{
    /// <summary>Queues the path that enters a helper's callback.</summary>
    public static Check Push(Session session, Instruction insn, in CallContext context)
    {
        _ = (insn, context);
        return session.NotSupported("callbacks");
    }
}
