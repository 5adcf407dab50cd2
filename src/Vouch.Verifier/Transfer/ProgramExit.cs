using Vouch.Verifier.Calls;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Exit: back to the caller, or the end of the path with everything given back and an allowed value returned.</summary>
internal static class ProgramExit
{
    public static Check Execute(Session session, ref bool printState, out StepOutcome outcome)
    {
        outcome = StepOutcome.PathEnd;
        VerifierState state = session.Path.State;
        bool isMainFrame = state.CurrentFrame == 0;

        // Before the frame is left: a callback's references must be those its caller had.
        if (ObjectGraph.RequireNothingHeld(session, isExceptional: false, checkRegions: isMainFrame, "BPF_EXIT instruction in main prog").Failed(out Check why) ||
            session.Callbacks.RequireGaveBack(session).Failed(out why))
        {
            return why;
        }

        if (!isMainFrame)
        {
            outcome = StepOutcome.Jumped;
            why = SubprogramCalls.Return(session);
            printState |= why.IsOk;
            return why;
        }

        FrameState frame = state.Frame;
        bool isGlobalFunction = frame.Subprogram != 0 && !frame.IsAsyncCallback && !frame.IsExceptionCallback;
        return isGlobalFunction ? CheckGlobalFunction(session, frame.Subprogram) : CheckProgram(session);
    }

    private static Check CheckGlobalFunction(Session session, int subprogram)
    {
        if (ReturnRules.SubprogramReturnsNothing(session.Facts, subprogram))
        {
            return Check.Ok;
        }

        if (OperandRules.RequireReadable(session.Path, session.Rejections, 0).Failed(out Check why))
        {
            return why;
        }

        ref RegisterState result = ref session.Path.Registers[0];
        if (result.Type.Kind == RegisterKind.Arena && ReturnRules.FunctionsMayReturnNoNumber(session.Facts))
        {
            return Check.Ok;
        }

        if (OperandRules.IsSecretPointer(session.Permissions, result))
        {
            return session.Reject(Rule.PointerLeak, Subject.Register(0), Errno.AccessDenied, "R0 leaks addr as return value");
        }

        return result.Type.IsScalar
            ? Check.Ok
            : session.Reject(
                Rule.ReturnScalar, Subject.Register(0),
                Errno.Invalid, $"At subprogram exit the register R0 is not a scalar value ({RegisterTypeText.Of(result.Type)})");
    }

    private static Check CheckProgram(Session session)
    {
        FrameState frame = session.Path.State.ReadFrame(0);
        if (!frame.IsAsyncCallback && ReturnRules.ReturnsNothing(session.Facts))
        {
            return Check.Ok;
        }

        return ExitValue.Require(session, 0);
    }
}
