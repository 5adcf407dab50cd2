using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;

namespace Vouch.Verifier.Admission;

/// <summary>
/// Every kfunc that the program mentions exists and can be called from its prototype, reached or not. Whether this program may
/// call it is asked where it does.
/// </summary>
internal static class KfuncAdmission
{
    /// <summary>The most different kfuncs of a program. Source: Linux 7.3, MAX_KFUNC_DESCS.</summary>
    private const int MaxKfuncs = 256;

    private const string ImplementationSuffix = "_impl";

    public static Check CheckAll(Session session)
    {
        HashSet<(short Offset, int Number)> seen = [];
        foreach (Instruction insn in session.Program.Instructions)
        {
            if (!insn.IsKfuncCall)
            {
                continue;
            }

            if (CheckProgram(session).Failed(out Check why))
            {
                return why;
            }

            // A weak kfunc that the kernel does not have: it may be mentioned as long as it is not called.
            if ((insn.Immediate == 0 && insn.Offset == 0) || seen.Contains((insn.Offset, insn.Immediate)))
            {
                continue;
            }

            if (seen.Count == MaxKfuncs)
            {
                return session.Reject(Rule.KfuncCount, Errno.TooBig, "too many different kernel function calls");
            }

            if (CheckOne(session, insn).Failed(out why))
            {
                return why;
            }

            _ = seen.Add((insn.Offset, insn.Immediate));
        }

        return Check.Ok;
    }

    private static Check CheckProgram(Session session)
    {
        if (!session.Permissions.IsBpfCapable)
        {
            return session.Reject(
                Rule.CallPrivilege,
                Errno.NotPermitted, "loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN");
        }

        return session.Program.IsGplCompatible
            ? Check.Ok
            : session.Reject(Rule.GplOnlyCall, Errno.Invalid, "cannot call kernel function from non-GPL compatible program");
    }

    private static Check CheckOne(Session session, Instruction insn)
    {
        if (insn.Immediate <= 0)
        {
            return session.Reject(Rule.UnknownKfunc, Errno.Invalid, $"invalid kernel function btf_id {insn.Immediate}");
        }

        var kernelTypes = session.Program.Request.KernelTypes;
        if (insn.Offset < 0)
        {
            return session.Reject(
                Rule.KfuncModule, Errno.Invalid,
                "negative offset disallowed for kernel module function call\nfailed to find BTF for kernel function");
        }

        if (insn.Offset >= kernelTypes.Length)
        {
            return session.Reject(
                Rule.KfuncModule, Errno.BadFileDescriptor, "invalid module BTF fd specified\nfailed to find BTF for kernel function");
        }

        BtfSpec types = kernelTypes[insn.Offset];
        BtfType function = types.Type(new BtfTypeId(insn.Immediate));
        if (function.Kind != BtfKind.Function)
        {
            return session.Reject(Rule.UnknownKfunc, Errno.Invalid, $"kernel btf_id {insn.Immediate} is not a function");
        }

        if (KfuncDescription.Find(session.Facts, insn) is not { } kfunc)
        {
            return session.Reject(
                Rule.UnknownKfunc, Errno.Invalid, $"kernel function btf_id {insn.Immediate} does not have a valid func_proto");
        }

        if (!HasAddress(session, types, kfunc.Name))
        {
            return session.Reject(
                Rule.UnknownKfunc, Subject.Function(kfunc.Name), Errno.Invalid, $"cannot find address for kernel function {kfunc.Name}");
        }

        if (session.Program.Kernel.Kfuncs.NeedsDeviceBinding(kfunc.Name) && !session.Facts.Traits.IsDeviceBound)
        {
            return session.Reject(
                Rule.KfuncForProgram, Subject.Function(kfunc.Name), Errno.Invalid, "metadata kfuncs require device-bound program");
        }

        return AttachPrototype.Check(session, types, kfunc.Prototype, kfunc.Name).Failed(out Check why)
            ? why
            : session.KfuncSignatures.Get(insn, out _);
    }

    // The full declaration of a kfunc with implicit arguments is a type without code, unless it is a kfunc in its own right.
    private static bool HasAddress(Session session, BtfSpec types, string name) =>
        !name.EndsWith(ImplementationSuffix, StringComparison.Ordinal)
        || session.Program.Kernel.Kfuncs.IsRegistered(types.Name, name)
        || !session.Program.Kernel.Kfuncs.HasImplicitArguments(types.Name, name[..^ImplementationSuffix.Length]);
}
