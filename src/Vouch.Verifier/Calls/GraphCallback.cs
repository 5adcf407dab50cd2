using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>The comparison function of a tree runs under the tree's lock, so it may neither unlock nor change anything.</summary>
internal static class GraphCallback
{
    /// <summary>The executing frame is the comparison function of an insertion.</summary>
    public static bool IsActive(Session session)
    {
        FrameState frame = session.Frame;
        if (!frame.IsCallback || frame.CallSite < 0)
        {
            return false;
        }

        Bytecode.Isa.Instruction call = session.Instructions[frame.CallSite];
        return call.IsKfuncCall && call.Offset == 0
            && SpecialKfuncs.Of(Policy.KfuncDescription.NameOf(session, call)) == SpecialKfunc.RbtreeAdd;
    }
}
