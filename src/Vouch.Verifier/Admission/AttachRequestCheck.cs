using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Programs;

namespace Vouch.Verifier.Admission;

/// <summary>
/// What the load command asks about a program's type, attach type and loader before it verifies anything. The kernel answers with an
/// error number alone; the words are ours and stay out of the log. Source: Linux 7.3, kernel/bpf/syscall.c.
/// </summary>
internal static class AttachRequestCheck
{
    private const int MaxUnprivilegedLength = 4096;
    private const int MaxLength = 1_000_000;

    public static Check Check(Session session)
    {
        ProgramUnderTest program = session.Program;
        if (program.Length == 0 || program.Length > (session.Permissions.IsBpfCapable ? MaxLength : MaxUnprivilegedLength))
        {
            return session.RefuseRequest(Rule.ProgramSize, Errno.TooBig, $"the program has {program.Length} instructions");
        }

        ProgramTypeFacts? facts = session.Program.Kernel.ProgramTypes.Find(program.Type);
        Capabilities needed = facts?.LoadingRequires ?? Capabilities.Bpf;
        if (!session.Facts.Traits.Capabilities.Grants(needed))
        {
            return session.RefuseRequest(
                Rule.LoadCapabilities, Errno.NotPermitted, $"loading a program of type {program.Type} needs the capabilities {needed}");
        }

        if (facts is null)
        {
            return session.RefuseRequest(Rule.LoadProgramType, Errno.Invalid, $"the kernel has no programs of type {program.Type}");
        }

        if (program.Request.Target is { } target && !TakesTarget(facts, target))
        {
            return session.RefuseRequest(
                Rule.LoadTarget, Errno.Invalid, $"programs of type {program.Type} do not take what this one names as its target");
        }

        return program.AttachType.AttachesToMany() ? CheckAttachingToMany(session) : CheckAttachType(session, facts);
    }

    /// <summary>Other programs are targets of tracing and extension programs only.</summary>
    private static bool TakesTarget(ProgramTypeFacts facts, AttachTarget target) =>
        facts.TakesAttachTarget && (target.Program is null || facts.Type is ProgramType.Tracing or ProgramType.Ext);

    /// <summary>
    /// The functions are named when such a program is attached. The number of a struct_ops member passes for an attach type, so that
    /// members with these three numbers cannot be implemented.
    /// </summary>
    private static Check CheckAttachingToMany(Session session) =>
        session.Program.Type != ProgramType.Tracing || session.Program.Request.Target is not null
            ? session.RefuseRequest(
                Rule.LoadAttachType, Errno.Invalid,
                "only tracing programs attach to many functions, which are not named when they are loaded")
            : Vouch.Verifier.Check.Ok;

    private static Check CheckAttachType(Session session, ProgramTypeFacts facts) =>
        facts.LoadableWith.Contains(session.Program.AttachType) || facts.Type == ProgramType.StructOps
            ? Vouch.Verifier.Check.Ok
            : session.RefuseRequest(
                Rule.LoadAttachType,
                Errno.Invalid, $"programs of type {facts.Type} cannot be loaded for attach type {session.Program.AttachType}");
}
