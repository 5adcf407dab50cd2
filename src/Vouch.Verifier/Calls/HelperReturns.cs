using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>What a helper leaves in R0.</summary>
internal static class HelperReturns
{
    /// <summary>Types R0, gives it its identities and its range. The argument registers are scrubbed already.</summary>
    public static Check Apply(Session session, in CallContext context, bool returnsAllocatedPerCpu)
    {
        ref RegisterState result = ref session.Path.Registers[0];
        if (SetType(session, context, returnsAllocatedPerCpu, ref result).Failed(out Check why))
        {
            return why;
        }

        if (result.Type.MayBeNull && result.Id == 0)
        {
            result.Id = session.Path.NextId();
        }

        if (IsPointerCast(session, context.Helper) && ObjectGraph.IsReferenced(session.Path.State, context.ReferencedId))
        {
            if (session.ObjectRules.Cast(session, context.ReferencedId).Failed(out why))
            {
                return why;
            }
        }
        else if (IsAcquire(session, context))
        {
            session.ObjectRules.Own(ref result, ObjectGraph.Acquire(session, session.Path.InstructionIndex));
        }

        if (context.Helper == HelperId.DynptrData)
        {
            session.ObjectRules.SliceByHelper(ref result, context.Dynptr);
        }

        return RefineRange(session, context, ref result);
    }

    private static Check SetType(Session session, in CallContext context, bool returnsAllocatedPerCpu, ref RegisterState result)
    {
        ReturnType returns = context.Prototype.Returns;
        TypeFlags flags = returns.Modifiers;
        switch (returns.Kind)
        {
            case ReturnKind.Integer:
                result.MarkUnknown(session.Permissions.IsBpfCapable);
                return Check.Ok;
            case ReturnKind.Void:
                result.Type = default;
                return Check.Ok;
            case ReturnKind.MapValue:
                LookupResults.Set(session, context, flags, ref result);
                return Check.Ok;
            case ReturnKind.Socket:
                result.MarkPointer(new RegisterType(RegisterKind.Socket, flags));
                return Check.Ok;
            case ReturnKind.SocketCommon:
                result.MarkPointer(new RegisterType(RegisterKind.SocketCommon, flags));
                return Check.Ok;
            case ReturnKind.TcpSocket:
                result.MarkPointer(new RegisterType(RegisterKind.TcpSocket, flags));
                return Check.Ok;
            case ReturnKind.Memory:
                result.MarkPointer(new RegisterType(RegisterKind.Memory, flags));
                result.MemorySize = context.ReturnedSize;
                return Check.Ok;
            case ReturnKind.MemoryOrBtfPointer:
                return SetPerCpuVariable(session, context, flags, returnsAllocatedPerCpu, ref result);
            default:
                return SetBtfObject(session, context, flags, ref result);
        }
    }

    private static Check SetPerCpuVariable(
        Session session, in CallContext context, TypeFlags flags, bool returnsAllocatedPerCpu, ref RegisterState result)
    {
        BtfSpec types = session.Facts.Types(context.ReturnedTypes);
        BtfType type = types.SkipModifiers(context.ReturnedType);
        if (!type.IsStructOrUnion)
        {
            long size = types.SizeOf(type.Id);
            if (size < 0)
            {
                return session.Reject(
                    Rule.KernelSymbol, Subject.Type(types.NameOf(type)), Errno.Invalid,
                    $"unable to resolve the size of type '{types.NameOf(type)}': -22");
            }

            result.MarkPointer(new RegisterType(RegisterKind.Memory, flags));
            result.MemorySize = (uint)size;
            return Check.Ok;
        }

        result.MarkPointer(returnsAllocatedPerCpu
            ? new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated | TypeFlags.Rcu)
            : new RegisterType(RegisterKind.BtfObject, flags & ~TypeFlags.ReadOnly));
        result.Btf = context.ReturnedTypes;
        result.BtfType = context.ReturnedType;
        return Check.Ok;
    }

    private static Check SetBtfObject(Session session, in CallContext context, TypeFlags flags, ref RegisterState result)
    {
        if (context.Helper == HelperId.KptrXchg)
        {
            KptrArguments.SetExchanged(session, context, flags, ref result);
            return Check.Ok;
        }

        string? name = context.Prototype.Returns.TypeName;
        if (name is null || session.Facts.Types(BtfHandle.Vmlinux).Find(name, BtfKind.Struct) is not { } type)
        {
            return session.NotSupported($"the type returned by {session.Program.Kernel.Helpers.NameOf((int)context.Helper)}");
        }

        result.MarkPointer(new RegisterType(RegisterKind.BtfObject, flags));
        result.Btf = BtfHandle.Vmlinux;
        result.BtfType = type;
        return Check.Ok;
    }

    private static bool IsPointerCast(Session session, HelperId helper) => session.Program.Kernel.Helpers.Casts.Contains(helper);

    private static bool IsAcquire(Session session, in CallContext context) => session.Program.Kernel.Helpers.Acquires.Contains(context.Helper)
        || (context.Helper == HelperId.MapLookupElem && session.Facts.Map(context.Map).Type is MapType.Sockmap or MapType.Sockhash);

    /// <summary>Some integers have a known range.</summary>
    private static Check RefineRange(Session session, in CallContext context, ref RegisterState result)
    {
        if (context.Prototype.Returns is not { Kind: ReturnKind.Integer, Modifiers: TypeModifiers.None })
        {
            return Check.Ok;
        }

        switch (context.Helper)
        {
            case HelperId.GetStack or HelperId.GetTaskStack or HelperId.ProbeReadStr:
            case HelperId.ProbeReadKernelStr or HelperId.ProbeReadUserStr:
                result.Bounds = session.Scalars.Between(-ReturnRanges.MaxErrno, context.MaximumSize);
                break;
            case HelperId.GetSmpProcessorId:
                uint last = (uint)session.Program.Kernel.Rules.CpuCount - 1;
                result.Bounds = session.Scalars.Between(0, last);
                break;
            case HelperId.GetRetval when ReturnedError.RangeFor(session) is { } range:
                result.Bounds = session.Scalars.Between(range.Minimum, range.Maximum);
                break;
        }

        return OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref result, "retval");
    }
}
