namespace Vouch.Verifier.State;

/// <summary>
/// How the frames of synchronous callbacks come and go, as far as modules below the calls ask. The whole of it is in
/// <c>Calls/Callbacks</c>.
/// </summary>
internal abstract class CallbackFrames
{
    /// <summary>
    /// Where the path goes on when a callback ends. Linux 7.3: at the call that ran it, which is a loop head: the callback may run again.
    /// </summary>
    public abstract int ReturnSite(int callSite);

    /// <summary>
    /// The frame of the callback that what is acquired now belongs to, and that must give it back; 0 for none. Linux 7.3: none. That a
    /// callback leaves its caller's objects alone need not be asked for where it is followed any number of times.
    /// </summary>
    public abstract int AcquiringIn(VerifierState state);
}
