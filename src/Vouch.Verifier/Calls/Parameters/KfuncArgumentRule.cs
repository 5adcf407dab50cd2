namespace Vouch.Verifier.Calls.Parameters;

/// <summary>How the arguments of a kernel function are judged: a way of doing that a release chooses.</summary>
internal abstract class KfuncArgumentRule
{
    /// <summary>What a parameter wants is told in full only by the register passed.</summary>
    public abstract bool DecidesAtCall { get; }

    /// <summary>Checks all arguments, one after the other, and notes in the context what they say about the call.</summary>
    public abstract Check RequireAll(Session session, ref KfuncContext context);
}
