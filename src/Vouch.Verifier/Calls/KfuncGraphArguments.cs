using Vouch.Bytecode.Btf;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Roots and nodes of lists and trees as arguments of kfuncs.</summary>
internal static class KfuncGraphArguments
{
    private static readonly RegisterType Allocated = new(RegisterKind.BtfObject, TypeFlags.Allocated);

    /// <summary>A list head or tree root, whose lock is held.</summary>
    public static Check RequireRoot(
        Session session, ref KfuncContext context, in KfuncParameter parameter, in RegisterState register, ArgumentPlace place)
    {
        if (register.Type != RegisterKind.MapValue && register.Type != Allocated)
        {
            return session.Reject(
                Rule.CollectionRoot, place.Subject, Errno.Invalid,
                $"{place} expected pointer to map value or allocated object");
        }

        if (register.Type == Allocated && !ObjectGraph.IsReferenced(session, register))
        {
            return session.Reject(Rule.AllocatedNotOwned, place.Subject, Errno.Invalid, "allocated object must be referenced");
        }

        bool isList = parameter.Kind == KfuncParameterKind.ListHead;
        string name = isList ? "bpf_list_head" : "bpf_rb_root";
        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.CollectionOffset, place.Subject,
                Errno.Invalid, $"{place} doesn't have constant offset. {name} has to be at the constant offset");
        }

        SpecialFields? fields = RegisterFields.Of(session.Facts, session.StructFields, register);
        SpecialFieldKind wanted = isList ? SpecialFieldKind.ListHead : SpecialFieldKind.RbRoot;
        uint offset = unchecked((uint)register.KnownOffset);
        if (fields?.FindAt(unchecked((int)offset), wanted) is not { } root)
        {
            return session.Reject(Rule.CollectionOffset, place.Subject, Errno.Invalid, $"{name} not found at offset={offset}");
        }

        if (!HeldLocks.Holds(session.Path.State, ReferenceKind.AnyLock, LockIdentity.Of(register)))
        {
            if (session.Path.State.ActiveLocks > 0)
            {
                _ = session.Reject(
                    Rule.CollectionLock, place.Subject, Errno.Invalid, "held lock and object are not in the same allocation");
            }

            return session.Reject(
                Rule.CollectionLock, place.Subject,
                Errno.Invalid, $"bpf_spin_lock at off={fields.OffsetOf(SpecialFieldKind.SpinLock)} must be held for {name}");
        }

        context.Root = root;
        return Check.Ok;
    }

    /// <summary>A node, of the type and at the offset that the root declares.</summary>
    public static Check RequireNode(
        Session session, ref KfuncContext context, in KfuncParameter parameter, in RegisterState register, ArgumentPlace place)
    {
        bool isList = parameter.Kind == KfuncParameterKind.ListNode;
        if (RequireOwnership(session, context, parameter, register, place).Failed(out Check why))
        {
            return why;
        }

        string name = isList ? "bpf_list_node" : "bpf_rb_node";
        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.CollectionOffset, place.Subject,
                Errno.Invalid, $"{place} doesn't have constant offset. {name} has to be at the constant offset");
        }

        uint offset = unchecked((uint)register.KnownOffset);
        SpecialFieldKind wanted = isList ? SpecialFieldKind.ListNode : SpecialFieldKind.RbNode;
        if (RegisterFields.Of(session.Facts, session.StructFields, register)?.FindAt(unchecked((int)offset), wanted) is null)
        {
            return session.Reject(Rule.CollectionOffset, place.Subject, Errno.Invalid, $"{name} not found at offset={offset}");
        }

        return context.Root is { } root
            ? RequireDeclared(session, ref context, root, register, isList, (int)offset)
            : session.NotSupported($"nodes without a root in {context.Signature.Name}");
    }

    private static Check RequireOwnership(
        Session session, in KfuncContext context, in KfuncParameter parameter, in RegisterState register, ArgumentPlace place)
    {
        bool isReferenced = ObjectGraph.IsReferenced(session, register);
        bool isBorrowed = register.Type.IsNonOwning;
        bool isTreeLookup = parameter.Kind == KfuncParameterKind.RbNode && context.Signature.Special != SpecialKfunc.RbtreeAdd;
        if (isTreeLookup)
        {
            if (!isBorrowed && !isReferenced)
            {
                return session.Reject(
                    Rule.CollectionNode, place.Subject,
                    Errno.Invalid, $"{context.Signature.Name} can only take non-owning or refcounted bpf_rb_node pointer");
            }

            return GraphCallback.IsActive(session)
                ? session.Reject(Rule.TreeCallback, place.Subject, Errno.Invalid, $"{context.Signature.Name} not allowed in rbtree cb")
                : Check.Ok;
        }

        if (parameter.AllowsNonOwning && isBorrowed && !isReferenced)
        {
            return Check.Ok;
        }

        if (register.Type != Allocated)
        {
            return KfuncObjectArguments.RejectNotAllocated(session, place);
        }

        return isReferenced ? Check.Ok : session.Reject(
            Rule.AllocatedNotOwned, place.Subject, Errno.Invalid, "allocated object must be referenced");
    }

    private static Check RequireDeclared(
        Session session, ref KfuncContext context, SpecialField root, in RegisterState register, bool isList, int offset)
    {
        string head = isList ? "bpf_list_head" : "bpf_rb_root";
        string node = isList ? "bpf_list_node" : "bpf_rb_node";
        BtfSpec rootTypes = session.Facts.Types(root.PointeeTypes);
        string declared = rootTypes.NameOf(root.PointeeType);
        bool isSameStruct = BtfMatch.StructIdsMatch(
            session.Facts, session.Log, new BtfStructType(register.Btf, register.BtfType), 0, new BtfStructType(root.PointeeTypes, root.PointeeType),
            isStrict: true, BtfMatch.WalksFlexibleArrays(session.Facts, register.Type.Has(TypeFlags.Allocated)));
        if (!isSameStruct)
        {
            string actual = session.Facts.Types(register.Btf).NameOf(register.BtfType);
            return session.Reject(
                Rule.CollectionNode, Subject.Register(2), Errno.Invalid,
                $"operation on {head} expects arg#1 {node} at offset={root.NodeOffset} in struct {declared}, but arg is at offset={offset} in struct {actual}");
        }

        context.ObjectTypes = register.Btf;
        context.ObjectType = register.BtfType;
        return offset == root.NodeOffset
            ? Check.Ok
            : session.Reject(
                Rule.CollectionNode, Subject.Register(2),
                Errno.Invalid, $"arg#1 offset={offset}, but expected {node} at offset={root.NodeOffset} in struct {declared}");
    }
}
