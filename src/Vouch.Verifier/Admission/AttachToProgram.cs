using System;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>
/// Attaching to another BPF program's function. What that function may do is known from verifying its program, which the kernel has
/// done before.
/// </summary>
internal static class AttachToProgram
{
    /// <param name="session">The session of the program that attaches.</param>
    /// <param name="target">What it attaches to.</param>
    /// <param name="program">The program that this is in.</param>
    /// <param name="verify">Verifies that program; null when it is not accepted.</param>
    public static Check Check(Session session, AttachTarget target, LoadRequest program, Func<Session, LoadRequest, Session?> verify)
    {
        int function = IndexOf(program, target);
        if (function < 0)
        {
            return session.Reject(
                Rule.AttachTarget, Subject.Type(target.Types.NameOf(target.Type)), Errno.Invalid,
                $"Subprog {target.Types.NameOf(target.Type)} doesn't exist");
        }

        Session? verified = verify(session, program);
        if (verified is null)
        {
            return session.NotSupported("attaching to a program that is not accepted itself");
        }

        bool isExtension = session.Program.Type == ProgramType.Ext;
        SubprogramInfo original = verified.Facts.Subprograms[function];
        session.Facts.IsTargetReliable = !verified.Findings.Subprograms[function].IsUnreliable;
        if (function == 0 && StructOpsAdmission.HasArenaArgument(verified))
        {
            return session.Reject(
                Rule.AttachProgram, Errno.OperationNotSupported, "Cannot attach to a target with arena context arguments");
        }

        if (original.IsExceptionCallback)
        {
            string kind = isExtension ? "Extension" : "Tracing";
            return session.Reject(Rule.AttachProgram, Errno.Invalid, $"{kind} programs cannot attach to exception callback");
        }

        if (isExtension && CheckReplacement(session, original).Failed(out Check why))
        {
            return why;
        }

        return CheckChain(session, program);
    }

    private static int IndexOf(LoadRequest program, AttachTarget target)
    {
        for (int i = 0; i < program.Functions.Length; i++)
        {
            if (program.Functions[i].Type == target.Type)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Callers of the replaced function rely on what it does not do.</summary>
    private static Check CheckReplacement(Session session, SubprogramInfo original)
    {
        if (!session.Facts.IsTargetReliable)
        {
            return session.Reject(Rule.ReplacedFunction, Errno.Invalid, "Cannot replace static functions");
        }

        SubprogramInfo own = session.Facts.Subprograms[0];
        if (own.ChangesPacketData && !original.ChangesPacketData)
        {
            return session.Reject(Rule.ReplacedFunction, Errno.Invalid, "Extension program changes packet data, while original does not");
        }

        return own.MightSleep && !original.MightSleep
            ? session.Reject(Rule.ReplacedFunction, Errno.Invalid, "Extension program may sleep, while original does not")
            : Vouch.Verifier.Check.Ok;
    }

    /// <summary>Programs that attach to programs must not form long chains or circles.</summary>
    private static Check CheckChain(Session session, LoadRequest program)
    {
        ProgramType type = session.Program.Type;
        if (type == ProgramType.Tracing)
        {
            bool tracesTracing = program.ProgramType == ProgramType.Tracing
                && program.Target?.Program is { ProgramType: ProgramType.Tracing };
            return tracesTracing
                ? session.Reject(Rule.AttachNesting, Errno.Invalid, "Cannot nest tracing program attach more than once")
                : Vouch.Verifier.Check.Ok;
        }

        if (program.ProgramType == type)
        {
            return session.Reject(Rule.AttachNesting, Errno.Invalid, "Cannot recursively attach");
        }

        bool isTraced = program.ProgramType == ProgramType.Tracing && program.ExpectedAttachType is AttachType.TraceFentry
            or AttachType.TraceFexit or AttachType.TraceFsession or AttachType.TraceFentryMulti or AttachType.TraceFexitMulti
            or AttachType.TraceFsessionMulti;
        return isTraced
            ? session.Reject(Rule.AttachNesting, Errno.Invalid, "Cannot extend fentry/fexit/fsession")
            : Vouch.Verifier.Check.Ok;
    }
}
