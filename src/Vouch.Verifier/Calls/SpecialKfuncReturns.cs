using Vouch.Bytecode.Btf;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Results that the kfunc's prototype does not tell: objects of the program's types, nodes, casts, slices.</summary>
internal static class SpecialKfuncReturns
{
    /// <summary>Per-CPU objects larger than this are refused. Source: Linux 7.3.</summary>
    private const int MaxPercpuSize = 512;

    /// <summary>Types R0 where the kfunc is special; otherwise leaves it alone.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">The call.</param>
    /// <param name="pointee">What the prototype says is pointed to.</param>
    /// <param name="result">R0.</param>
    /// <param name="isDone">The result is typed.</param>
    public static Check Apply(
        Session session, in KfuncContext context, in BtfType pointee, ref RegisterState result, out bool isDone)
    {
        isDone = context.Signature.Types == BtfHandle.Vmlinux;
        if (!isDone)
        {
            return Check.Ok;
        }

        switch (context.Signature.Special)
        {
            case SpecialKfunc.ObjNew:
                return NewObject(session, context, isPercpu: false, ref result);
            case SpecialKfunc.PercpuObjNew:
                return NewObject(session, context, isPercpu: true, ref result);
            case SpecialKfunc.RefcountAcquire:
                SetObject(context.ObjectTypes, context.ObjectType, TypeFlags.Allocated, ref result);
                return Check.Ok;
            case SpecialKfunc.CastToKernCtx:
                SetObject(BtfHandle.Vmlinux, context.ContextType, TypeFlags.Trusted, ref result);
                return Check.Ok;
            case SpecialKfunc.RdonlyCast:
                return CastReadOnly(session, context, ref result);
            case SpecialKfunc.DynptrSlice or SpecialKfunc.DynptrSliceRdwr:
                return Slice(session, context, ref result);
        }

        if (!IsGraphNode(context.Signature.Description.Types, pointee))
        {
            isDone = false;
            return Check.Ok;
        }

        return SetNode(session, context, ref result);
    }

    /// <summary>The pointer is to a node of a list or tree.</summary>
    public static bool IsGraphNode(BtfSpec types, in BtfType pointee) =>
        types.Name == KfuncTable.KernelModule && pointee.Kind == BtfKind.Struct
        && types.NameOf(pointee) is "bpf_list_node" or "bpf_rb_node";

    /// <summary>A node that was looked at and not taken out may be used only while the lock is held.</summary>
    public static Check MarkBorrowed(Session session, ref RegisterState result)
    {
        if (session.Path.State.ActiveLocks == 0)
        {
            return session.Reject(Rule.KernelBug, Errno.Fault);
        }

        bool isCounted = RegisterFields.Of(session.Facts, session.StructFields, result) is { } fields && fields.Has(SpecialFieldKind.RefCount);
        ObjectGraph.MarkNonOwning(ref result, isCounted);
        return Check.Ok;
    }

    private static void SetObject(BtfHandle types, BtfTypeId type, TypeFlags flags, ref RegisterState result)
    {
        result.MarkPointer(new RegisterType(RegisterKind.BtfObject, flags));
        result.Btf = types;
        result.BtfType = type;
    }

    private static Check NewObject(Session session, in KfuncContext context, bool isPercpu, ref RegisterState result)
    {
        if (context.Constant > uint.MaxValue)
        {
            return session.Reject(Rule.LocalObjectType, Errno.Invalid, "local type ID argument must be in range [0, U32_MAX]");
        }

        if (session.Program.Types is not { } types)
        {
            return session.Reject(Rule.LocalObjectType, Errno.Invalid, "bpf_obj_new/bpf_percpu_obj_new requires prog BTF");
        }

        BtfTypeId id = new(unchecked((int)context.Constant));
        BtfType type = types.Type(id);
        if (type.Kind != BtfKind.Struct)
        {
            return session.Reject(
                Rule.LocalObjectType, Errno.Invalid, "bpf_obj_new/bpf_percpu_obj_new type ID argument must be of a struct");
        }

        if (isPercpu && RequirePercpu(session, types, type).Failed(out Check why))
        {
            return why;
        }

        SetObject(BtfHandle.Program, id, isPercpu ? TypeFlags.Allocated | TypeFlags.Percpu : TypeFlags.Allocated, ref result);
        return Check.Ok;
    }

    private static Check RequirePercpu(Session session, BtfSpec types, in BtfType type)
    {
        if (type.Size > MaxPercpuSize)
        {
            return session.Reject(
                Rule.LocalObjectType, Errno.Invalid, $"bpf_percpu_obj_new type size ({type.Size}) is greater than {MaxPercpuSize}");
        }

        if (!ScalarStructs.IsScalarStruct(session.Log, types, type))
        {
            return session.Reject(
                Rule.LocalObjectType, Errno.Invalid, "bpf_percpu_obj_new type ID argument must be of a struct of scalars");
        }

        return RegisterFields.OfProgramStruct(session.StructFields, type.Id) is null
            ? Check.Ok
            : session.Reject(Rule.LocalObjectType, Errno.Invalid, "bpf_percpu_obj_new type ID argument must not contain special fields");
    }

    private static Check CastReadOnly(Session session, in KfuncContext context, ref RegisterState result)
    {
        BtfSpec types = session.Facts.Types(BtfHandle.Vmlinux);
        if (context.Constant >= (ulong)types.TypeLimit)
        {
            return session.Reject(
                Rule.CastType, Errno.Invalid, $"Unknown type ID {unchecked((long)context.Constant)} passed to kfunc bpf_rdonly_cast");
        }

        BtfType type = types.Type(new BtfTypeId((int)context.Constant));
        if (type.IsStructOrUnion)
        {
            SetObject(BtfHandle.Vmlinux, type.Id, TypeFlags.Untrusted, ref result);
            return Check.Ok;
        }

        if (type.Kind != BtfKind.Void)
        {
            return session.Reject(Rule.CastType, Errno.Invalid, "kfunc bpf_rdonly_cast type ID argument must be of a struct or void");
        }

        result.MarkPointer(new RegisterType(RegisterKind.Memory, TypeFlags.ReadOnly | TypeFlags.Untrusted));
        return Check.Ok;
    }

    private static Check Slice(Session session, in KfuncContext context, ref RegisterState result)
    {
        bool isReadOnly = context.Signature.Special == SpecialKfunc.DynptrSlice;
        TypeFlags origin = context.Call.Dynptr.Kind switch
        {
            DynptrKind.Local => TypeFlags.DynptrLocal,
            DynptrKind.Ringbuf => TypeFlags.DynptrRingbuf,
            DynptrKind.Skb => TypeFlags.DynptrSkb,
            DynptrKind.Xdp => TypeFlags.DynptrXdp,
            DynptrKind.SkbMeta => TypeFlags.DynptrSkbMeta,
            DynptrKind.File => TypeFlags.DynptrFile,
            _ => TypeFlags.None,
        };
        result.MarkPointer(new RegisterType(RegisterKind.Memory, origin | (isReadOnly ? TypeFlags.ReadOnly : TypeFlags.None)));
        result.MemorySize = unchecked((uint)context.Constant);
        if (!isReadOnly && !PacketToHelpers.MayWrite(session))
        {
            return session.Reject(Rule.PacketReadOnly, Errno.Invalid, "the prog does not allow writes to packet data");
        }

        session.ObjectRules.SliceByKfunc(ref result, context.Call.Dynptr);
        return Check.Ok;
    }

    /// <summary>The object that contains a node, as the root declares; the pointer keeps the node's offset.</summary>
    private static Check SetNode(Session session, in KfuncContext context, ref RegisterState result)
    {
        if (context.Root is not { } root)
        {
            return session.NotSupported($"nodes returned by {context.Signature.Name}");
        }

        SetObject(root.PointeeTypes, root.PointeeType, TypeFlags.Allocated, ref result);
        session.Offsets.Set(ref result, root.NodeOffset);
        return Check.Ok;
    }
}
