using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>The comparison function of a tree runs under the tree's lock, so it may neither unlock nor change anything.</summary>
internal static class GraphCallback
{
    /// <summary>Some frame is the comparison function of an insertion.</summary>
    public static bool IsActive(Session session)
    {
        for (int i = session.Path.State.CurrentFrame; i > 0; i--)
        {
            FrameState frame = session.Path.State.ReadFrame(i);
            if (frame.IsCallback && IsInsertion(session, session.Program.Instructions[frame.CallSite]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInsertion(Session session, Instruction call) =>
        call.IsKfuncCall && call.Offset == 0 && SpecialKfuncs.Of(KfuncDescription.NameOf(session.Program, call)) == SpecialKfunc.RbtreeAdd;
}
