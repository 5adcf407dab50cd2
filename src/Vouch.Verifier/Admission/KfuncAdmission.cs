using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Calls;
using Vouch.Verifier.Policy;

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

        if (session.Kernel.Kfuncs.NeedsDeviceBinding(KfuncDescription.NameOf(session, insn)) && !session.Traits.IsDeviceBound)
        {
            return session.Reject(Errno.Invalid, "metadata kfuncs require device-bound program");
        }

        if (IsDeclarationOnly(session, insn, out string name))
        {
            return session.Reject(Errno.Invalid, $"cannot find address for kernel function {name}");
        }

        return seen.Count > MaxKfuncs
            ? session.Reject(Errno.TooBig, "too many different kernel function calls")
            : KfuncSignature.Get(session, insn, out _);
    }

    /// <summary>
    /// Kfuncs with implicit arguments have a second declaration, <c>NAME_impl</c>, which shows them; there is no code of that name.
    /// </summary>
    private static bool IsDeclarationOnly(Session session, Instruction insn, out string name)
    {
        const string suffix = "_impl";
        name = KfuncDescription.NameOf(session, insn);
        if (!name.EndsWith(suffix, StringComparison.Ordinal) || KfuncDescription.Find(session, insn) is not { } declared)
        {
            return false;
        }

        return session.Kernel.Kfuncs.Find(declared.Types.Name, name[..^suffix.Length], session.Traits) is { } flags
            && (flags & KfuncFlags.ImplicitArguments) != 0
            && session.Kernel.Kfuncs.Find(declared.Types.Name, name, session.Traits) is null;
    }
}
