using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Calls;

namespace Vouch.Verifier.Admission;

/// <summary>Looks up every kfunc that the program calls, whether the call is ever reached or not.</summary>
internal static class KfuncAdmission
{
    /// <summary>More different kfuncs than this are refused. Source: Linux 7.3.</summary>
    private const int MaxKfuncs = 256;

    /// <summary>The kfuncs exist, and their parameters are of kinds that calls can be checked for.</summary>
    public static Check CheckAll(Session session)
    {
        HashSet<(int, int)> seen = [];
        foreach (Instruction insn in session.Instructions)
        {
            if (insn.IsKfuncCall && CheckOne(session, insn, seen).Failed(out Check why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private static Check CheckOne(Session session, Instruction insn, HashSet<(int, int)> seen)
    {
        if (!session.Program.IsGplCompatible)
        {
            return session.Reject(Errno.Invalid, "cannot call kernel function from non-GPL compatible program");
        }

        bool isWeakAndMissing = insn is { Immediate: 0, Offset: 0 };
        if (isWeakAndMissing || !seen.Add((insn.Immediate, insn.Offset)))
        {
            return Check.Ok;
        }

        return seen.Count > MaxKfuncs
            ? session.Reject(Errno.TooBig, "too many different kernel function calls")
            : KfuncSignature.Get(session, insn, out _);
    }
}
