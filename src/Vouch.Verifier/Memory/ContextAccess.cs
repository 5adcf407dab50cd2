using Vouch.Bytecode.Btf;
using Vouch.Kernel.Contexts;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores of the program's context: the profile's table of the program type decides, or the attached function's BTF.</summary>
internal static class ContextAccess
{
    public static Check Access(in Access access)
    {
        if (access.RequireNoLeak("ctx").Failed(out Check why))
        {
            return why;
        }

        ContextValue value = default;
        if (ContextPointers.RequireOffset(access).Failed(out why) || Ask(access, ref value).Failed(out why))
        {
            access.Session.SourceLines.Write(access.Session.Path.InstructionIndex, "; ");
            return why;
        }

        return access.IsRead && access.HasValue ? Load(access, value) : Check.Ok;
    }

    private static Check Ask(in Access access, ref ContextValue value)
    {
        Session session = access.Session;
        int offset = unchecked((int)((long)access.Pointer.VariableUMax + access.Offset));
        ContextAccessResult answer = session.Program.Kernel.Contexts.Check(
            new ContextAccessQuery(offset, access.Size, access.IsWrite, access.Operation.ExtendsSign), session.Facts.Traits);
        bool isAllowed = answer.IsAllowed && !ContextPointers.IsMisaligned(access, offset) && (answer.Kind == ContextValueKind.BtfArgument
            ? BtfContext.TryAccess(session.Facts, session.Findings, session.Rejections, offset, access.Size, out value)
            : TryTranslate(session, answer, out value));
        if (!isAllowed)
        {
            return session.Reject(
                Rule.ContextBounds, access.Place.Subject, Errno.AccessDenied,
                $"invalid bpf_context access off={offset} size={access.Size}");
        }

        if (value.Type.Kind != RegisterKind.BtfObject)
        {
            session.CurrentFindings.ContextFieldSize = answer.FieldSize;
        }
        else if (value.ReferenceId != 0 && !ObjectGraph.IsReferenced(session.Path.State, value.ReferenceId))
        {
            return session.Reject(
                Rule.UseAfterEnd, access.Place.Subject,
                Errno.AccessDenied, $"invalid bpf_context access off={offset}. Reference may already be released");
        }

        return Check.Ok;
    }

    private static bool TryTranslate(Session session, in ContextAccessResult answer, out ContextValue value)
    {
        value = new ContextValue(answer.Kind switch
        {
            ContextValueKind.Packet => RegisterKind.Packet,
            ContextValueKind.PacketEnd => RegisterKind.PacketEnd,
            ContextValueKind.PacketMeta => RegisterKind.PacketMeta,
            ContextValueKind.FlowKeys => RegisterKind.FlowKeys,
            ContextValueKind.Socket => RegisterKind.Socket,
            ContextValueKind.SocketOrNull => new RegisterType(RegisterKind.Socket, TypeFlags.MaybeNull),
            ContextValueKind.SocketCommonOrNull => new RegisterType(RegisterKind.SocketCommon, TypeFlags.MaybeNull),
            ContextValueKind.TracepointBuffer => RegisterKind.TracepointBuffer,
            ContextValueKind.TrustedObject => new RegisterType(RegisterKind.BtfObject, TypeFlags.Trusted),
            _ => RegisterType.Scalar,
        });
        if (answer.Kind != ContextValueKind.TrustedObject)
        {
            return true;
        }

        BtfTypeId? type = session.Facts.Types(BtfHandle.Vmlinux).Find(answer.TypeName, BtfKind.Struct);
        value = value with { Btf = BtfHandle.Vmlinux, BtfType = type ?? BtfTypeId.Void };
        return type is not null;
    }

    private static Check Load(in Access access, in ContextValue loaded)
    {
        ref RegisterState value = ref access.Value;
        if (loaded.Type.IsScalar)
        {
            return loaded.Range is { } range ? LoadReturnValue(access.Session, ref value, range) : access.LoadUnknown();
        }

        value.MarkKnown(0);
        value.Type = loaded.Type;
        if (loaded.Type.Kind == RegisterKind.BtfObject)
        {
            value.Btf = loaded.Btf;
            value.BtfType = loaded.BtfType;
            access.Session.ObjectRules.Own(ref value, loaded.ReferenceId);
        }

        if (loaded.Type.MayBeNull && value.Id == 0)
        {
            value.Id = access.Session.Path.NextId();
        }

        return Check.Ok;
    }

    private static Check LoadReturnValue(Session session, ref RegisterState value, ReturnRange range)
    {
        if (session.ScalarRules.ForgetsBeforeReturnValues)
        {
            value.MarkUnknown(session.Permissions.IsBpfCapable);
        }

        value.Type = RegisterType.Scalar;
        value.Bounds = session.Scalars.Narrow(value.Bounds, range.Minimum, range.Maximum);
        return OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref value, "s32_range");
    }
}
