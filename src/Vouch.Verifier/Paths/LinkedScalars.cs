using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>Scalars known to be equal, or a constant apart: they share a base id, so that what a branch tells of one holds for all.</summary>
internal static class LinkedScalars
{
    /// <summary>Gives a scalar that is not constant an id before it is copied, spilled or filled.</summary>
    public static void AssignIdBeforeMove(Session session, ref RegisterState source)
    {
        if (!source.Type.IsScalar)
        {
            return;
        }

        if ((source.Id & RegisterState.AddConstant) != 0)
        {
            source.Id = 0;
            source.Delta = 0;
        }

        if (source.Id == 0 && !source.Bounds.Bits.IsConst)
        {
            source.Id = session.NextId();
        }
    }
}
