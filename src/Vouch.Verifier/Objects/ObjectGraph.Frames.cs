using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <content>
/// Objects whose place vanishes with a frame. The kernel forgets them, and with them what their slices were derived from, so that such
/// a slice outlives the object that it is a view of. The strict model does not.
/// </content>
internal static partial class ObjectGraph
{
    /// <summary>A frame was left: what is derived from its dynptrs must still end with what those were made from.</summary>
    public static Check LeaveFrame(Session session, FrameState left)
    {
        bool isStrict = session.Path.State.Objects == ObjectModel.Strict;
        for (int i = 0; i < left.StackSlotCount; i++)
        {
            ref RegisterState slot = ref left.Stack[i].Spilled;
            if (left.Stack[i].Kind != SlotType.Dynptr || !slot.IsFirstDynptrSlot)
            {
                continue;
            }

            session.Findings.LosesTrackOfObjects = true;
            if (isStrict)
            {
                HandUp(session.Path.State, slot.Id, slot.ParentId);
            }
        }

        session.Findings.LosesTrackOfObjects |= left.ConstantDynptr != 0;
        return isStrict ? Release(session, left.ConstantDynptr) : Check.Ok;
    }

    /// <summary>
    /// What ends a clone: what ends its source, for the two are siblings. A constant dynptr ends with the frame that was given it, which
    /// the kernel does not follow.
    /// </summary>
    public static uint LifetimeOfClone(Session session, in DynptrIdentity source) =>
        source.IsConstant && session.Path.State.Objects == ObjectModel.Strict ? source.Id : source.ParentId;

    /// <summary>What was derived from an object is from now on derived from that object's parent.</summary>
    private static void HandUp(VerifierState state, uint vanished, uint parent)
    {
        AllRegisters all = new(state, withDynptrs: true);
        while (all.MoveNext())
        {
            if (all.Current.ParentId == vanished)
            {
                all.Written().ParentId = parent;
            }
        }
    }
}
