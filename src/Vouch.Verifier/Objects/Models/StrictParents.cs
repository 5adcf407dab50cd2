using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>Linux 7.3 without its gaps: what is derived from an object ends with it, even where the place of what lies between vanished.</summary>
internal sealed class StrictParents : ObjectRules
{
    /// <summary>A constant dynptr ends with the frame that was given it, and so does a clone.</summary>
    public override (uint Id, uint ParentId) CloneDynptr(Session session, in DynptrIdentity source) =>
        (session.Path.NextId(), source.IsConstant ? source.Id : source.ParentId);

    /// <summary>What is derived from its dynptrs ends with what those were made from; what it was lent ends now.</summary>
    public override Check LeaveFrame(Session session, FrameState left)
    {
        for (int i = 0; i < left.StackSlotCount; i++)
        {
            ref RegisterState slot = ref left.Stack[i].Spilled;
            if (left.Stack[i].Kind == SlotType.Dynptr && slot.IsFirstDynptrSlot)
            {
                HandUp(session.Path.State, slot.Id, slot.ParentId);
            }
        }

        return ObjectGraph.Release(session, left.ConstantDynptr);
    }

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
