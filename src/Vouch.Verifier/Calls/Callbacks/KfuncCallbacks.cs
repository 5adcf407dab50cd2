using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>Callbacks that kfuncs run before they return.</summary>
internal static class KfuncCallbacks
{
    /// <summary>The comparison function of a tree insertion: it gets two nodes of the tree, borrowed.</summary>
    public static Check PushCompare(Session session, in KfuncContext context) =>
        HelperCallbacks.PushSynchronous(session, context.Call.Callback, SetNodes);

    private static Check SetNodes(Session session, FrameState caller, FrameState callee)
    {
        // The node inserted is given away by now, so its type is told by the root.
        ref RegisterState holder = ref caller.Registers[1];
        SpecialField? root = RegisterFields.Of(session.Facts, session.StructFields, holder)?.FindAt(unchecked((int)holder.KnownOffset), SpecialFieldKind.RbRoot);
        if (root is null)
        {
            return session.Reject(Rule.KernelBug, Errno.Fault);
        }

        SetNode(session, root, ref callee.Registers[1]);
        SetNode(session, root, ref callee.Registers[2]);
        return Check.Ok;
    }

    private static void SetNode(Session session, SpecialField root, ref RegisterState register)
    {
        register.MarkPointer(new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated));
        session.Offsets.Set(ref register, root.NodeOffset);
        register.Btf = root.PointeeTypes;
        register.BtfType = root.PointeeType;
        bool isCounted = RegisterFields.Of(session.Facts, session.StructFields, register) is { } fields && fields.Has(SpecialFieldKind.RefCount);
        ObjectGraph.MarkNonOwning(ref register, isCounted);
    }
}
