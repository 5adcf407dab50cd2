using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Policy;

namespace Vouch.Verifier.Admission;

/// <summary>
/// Whether the program may sleep where it runs, and may attach to what it names. This stands between the program's control flow and
/// everything that depends on its context. Source: Linux 7.3, kernel/bpf/verifier.c.
/// </summary>
internal static class AttachAdmission
{
    /// <param name="session">The session of the program that attaches.</param>
    /// <param name="verify">Verifies a program that it attaches to; null when that is not accepted.</param>
    public static Check Check(Session session, Func<Session, LoadRequest, Session?> verify)
    {
        // What operations take is asked below; of the other programs it is first known here whether their target can be relied on.
        bool isOperation = session.Program.Type == ProgramType.StructOps;
        session.Facts.AttachPoint = isOperation ? AttachPointReader.Read(session.Facts) : null;
        Check outcome = CheckProgram(session, verify);
        session.Facts.AttachPoint ??= outcome.IsOk && !isOperation ? AttachPointReader.Read(session.Facts) : null;
        return outcome;
    }

    private static Check CheckProgram(Session session, Func<Session, LoadRequest, Session?> verify)
    {
        ProgramUnderTest program = session.Program;
        ProgramTypeFacts? facts = session.Program.Kernel.ProgramTypes.Find(program.Type);
        if (facts is { MustBeSleepable: true })
        {
            return program.IsSleepable
                ? Vouch.Verifier.Check.Ok
                : session.Reject(Rule.AttachSleepable, Errno.Invalid, "Syscall programs can only be sleepable");
        }

        if (program.IsSleepable && facts?.SleepableWith.Contains(program.AttachType) != true)
        {
            return session.Reject(Rule.AttachSleepable, Errno.Invalid, "Program of this type cannot be sleepable");
        }

        return program.Type switch
        {
            ProgramType.StructOps => StructOpsAdmission.Check(session),
            ProgramType.Tracing or ProgramType.Lsm or ProgramType.Ext => CheckTarget(session, verify),
            _ => Vouch.Verifier.Check.Ok,
        };
    }

    private static Check CheckTarget(Session session, Func<Session, LoadRequest, Session?> verify)
    {
        if (session.Program.Target is not { } target)
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, "Tracing programs must provide btf_id");
        }

        BtfType type = target.Types.Type(target.Type);
        if (type.Kind == BtfKind.Void)
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, $"attach_btf_id {target.Type} is invalid");
        }

        Check outcome = target.Program is { } program
            ? AttachToProgram.Check(session, target, program, verify)
            : session.Program.Type == ProgramType.Ext
                ? session.Reject(Rule.AttachProgram, Errno.Invalid, "Cannot replace kernel functions")
                : Vouch.Verifier.Check.Ok;
        if (outcome.Failed(out Check why) || AttachTargetCheck.Check(session, target, type).Failed(out why))
        {
            return why;
        }

        // From here on an extension is held to its target's attach type.
        session.Program.AttachType = session.Facts.Traits.AttachType;
        return CheckLists(session, target, target.Types.NameOf(type));
    }

    /// <summary>What is allowed or denied by name.</summary>
    private static Check CheckLists(Session session, AttachTarget target, string name)
    {
        AttachTables tables = session.Program.Kernel.Attach;
        AttachType attachType = session.Program.AttachType;
        if (attachType is AttachType.TraceRawTp)
        {
            return Vouch.Verifier.Check.Ok;
        }

        if (attachType == AttachType.TraceIter)
        {
            return tables.FindIterator(name) is null ? session.Reject(Rule.AttachTarget, Errno.Invalid) : Vouch.Verifier.Check.Ok;
        }

        bool isKernelFunction = target.Program is null && target.Type.Value < (target.Types.Base ?? target.Types).TypeLimit;
        if (session.Program.Type == ProgramType.Lsm)
        {
            return CheckHook(session, tables, target.Type, isKernelFunction ? name : "");
        }

        if (session.Program.Type == ProgramType.Tracing && isKernelFunction && tables.TracingDenied.Contains(name))
        {
            return session.Reject(
                Rule.AttachRefused, Subject.Function(name), Errno.Invalid, $"Attaching tracing programs to function '{name}' is rejected.");
        }

        bool runsAfterwards = attachType is AttachType.TraceFexit or AttachType.TraceFsession or AttachType.ModifyReturn;
        return runsAfterwards && isKernelFunction && tables.NeverReturning.Contains(name)
            ? session.Reject(
                Rule.AttachRefused, Subject.Function(name), Errno.Invalid,
                $"Attaching fexit/fsession/fmod_ret to __noreturn function '{name}' is rejected.")
            : Vouch.Verifier.Check.Ok;
    }

    private static Check CheckHook(Session session, AttachTables tables, BtfTypeId type, string hook)
    {
        if (!session.Program.IsGplCompatible)
        {
            return session.Reject(Rule.LsmHook, Errno.Invalid, "LSM programs must have a GPL compatible license");
        }

        if (tables.DisabledHooks.Contains(hook))
        {
            return session.Reject(
                Rule.LsmHook, Subject.Function(hook), Errno.Invalid, $"attach_btf_id {type} points to disabled hook {hook}");
        }

        return tables.SecurityHooks.Contains(hook)
            ? Vouch.Verifier.Check.Ok
            : session.Reject(Rule.LsmHook, Subject.Function(hook), Errno.Invalid, $"attach_btf_id {type} points to wrong type name {hook}");
    }
}
