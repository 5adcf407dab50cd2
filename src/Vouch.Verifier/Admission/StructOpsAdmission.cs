using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Kernel.Attach;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>Whether the program may implement the member of a struct of function pointers that it names.</summary>
internal static class StructOpsAdmission
{
    private const string KernelModule = "vmlinux";

    public static Check Check(Session session)
    {
        if (!session.Program.IsGplCompatible)
        {
            return session.Reject(Rule.StructOpsLicense, Errno.Invalid, "struct ops programs must have a GPL compatible license");
        }

        if (session.Program.Target is not { } target)
        {
            return session.Reject(Rule.StructOpsMember, Errno.NotSupported);
        }

        BtfSpec types = target.Types;
        BtfType operations = types.Type(target.Type);
        StructOpsKind? kind = session.Program.Kernel.Attach.FindStructOps(types.NameOf(operations));
        if (kind is null || kind.Module != types.Name || operations.Kind != BtfKind.Struct)
        {
            return types.Name == KernelModule
                ? session.Reject(Rule.StructOpsMember, Errno.NotSupported, $"attach_btf_id {target.Type} is not a supported struct")
                : session.NotSupported($"struct_ops of module {types.Name}");
        }

        return CheckMember(session, target, kind);
    }

    /// <summary>The program's context holds pointers into its arena.</summary>
    public static bool HasArenaArgument(Session session)
    {
        foreach (TypedArgument argument in session.Facts.AttachPoint?.Arguments ?? [])
        {
            if (argument.Type.Kind == RegisterKind.Arena)
            {
                return true;
            }
        }

        return false;
    }

    private static Check CheckMember(Session session, AttachTarget target, StructOpsKind kind)
    {
        BtfType operations = target.Types.Type(target.Type);
        int index = target.StructOpsMember;
        if ((uint)index >= (uint)operations.Count)
        {
            return session.Reject(
                Rule.StructOpsMember, Errno.Invalid, $"attach to invalid member idx {(uint)index} of struct {kind.Struct}");
        }

        string member = target.Types.String(target.Types.Member(operations, index).NameOffset);
        if (session.Facts.AttachPoint is not { } point)
        {
            return session.Reject(
                Rule.StructOpsMember, Subject.Field(member), Errno.Invalid,
                $"attach to invalid member {member}(@idx {index}) of struct {kind.Struct}");
        }

        bool isSupported = kind.Supports(member);
        if (!isSupported || !kind.Accepts(member, session.Program.IsSleepable))
        {
            return session.Reject(
                Rule.StructOpsMember, Subject.Field(member),
                isSupported ? Errno.Invalid : Errno.NotSupported, $"attach to unsupported member {member} of struct {kind.Struct}");
        }

        if (HasArenaArgument(session) && !session.Facts.HasArena)
        {
            return session.Reject(
                Rule.ArenaMissing, Subject.Field(member), Errno.Invalid,
                $"arena argument of {member} requires a program with an associated arena");
        }

        return HasReference(point) && MakesTailCalls(session)
            ? session.Reject(Rule.StructOpsTailCall, Errno.Invalid, "program with __ref argument cannot tail call")
            : Vouch.Verifier.Check.Ok;
    }

    private static bool HasReference(AttachPoint point)
    {
        foreach (TypedArgument argument in point.Arguments)
        {
            if (argument.IsReferenced)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The program called would not be given the references that this one was.</summary>
    private static bool MakesTailCalls(Session session)
    {
        foreach (SubprogramInfo subprogram in session.Facts.Subprograms)
        {
            if (subprogram.HasTailCall)
            {
                return true;
            }
        }

        return false;
    }
}
