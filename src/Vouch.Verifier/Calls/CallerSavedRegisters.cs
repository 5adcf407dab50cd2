using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>R0 to R5 and the outgoing stack arguments: gone after every call.</summary>
internal static class CallerSavedRegisters
{
    public static void Scrub(Session session)
    {
        FrameState frame = session.Path.Frame;
        for (int register = 0; register <= 5; register++)
        {
            frame.Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
            session.Path.MarkScratched(register);
        }

        ScrubStackArguments(session, frame);
    }

    /// <summary>The outgoing stack arguments alone.</summary>
    public static void ScrubStackArguments(Session session, FrameState frame)
    {
        for (int i = 0; i < frame.OutgoingArgumentCount; i++)
        {
            frame.OutgoingArguments[i].MarkNotInitialized(session.Permissions.IsBpfCapable);
        }
    }
}
