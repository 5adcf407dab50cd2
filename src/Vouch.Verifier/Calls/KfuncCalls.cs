using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of kernel functions by BTF number.</summary>
internal static class KfuncCalls
{
    /// <summary>Verifies the call at the current instruction.</summary>
    public static Check Call(Session session, Instruction insn) => session.NotSupported("kfunc calls");
}
