namespace Vouch.Verifier.State;

/// <summary>What every instruction asks of its operand registers. Looking at one makes it appear in the next state line.</summary>
internal static class OperandRules
{
    /// <summary>A source operand must have been written.</summary>
    public static Check RequireReadable(Session session, int register)
    {
        session.MarkScratched(register);
        return session.Registers[register].Type.IsNotInitialized
            ? session.Reject(Errno.AccessDenied, $"R{register} !read_ok")
            : Check.Ok;
    }

    /// <summary>A destination operand must not be the frame pointer. Its value is left as it is.</summary>
    public static Check RequireWritable(Session session, int register)
    {
        session.MarkScratched(register);
        return register == Bytecode.Isa.Instruction.FramePointer
            ? session.Reject(Errno.AccessDenied, "frame pointer is read only")
            : Check.Ok;
    }

    /// <summary>The same, and the destination becomes an unknown scalar.</summary>
    public static Check RequireWritableUnknown(Session session, int register)
    {
        Check outcome = RequireWritable(session, register);
        if (outcome.IsOk)
        {
            session.Registers[register].MarkUnknown(session.IsBpfCapable);
        }

        return outcome;
    }

    /// <summary>A pointer whose value the program may not learn (it lacks CAP_PERFMON).</summary>
    public static bool IsSecretPointer(Session session, in RegisterState register) =>
        !session.AllowsPointerLeaks && !register.Type.IsNotInitialized && !register.Type.IsScalar;

    /// <summary>The bounds agree with themselves; when not, that is logged and the ranges are dropped, or the program refused under the test knob.</summary>
    /// <param name="place">Where the value arose, in the log's word: alu, ldx, retval ...</param>
    public static Check RequireConsistent(Session session, ref RegisterState register, string place)
    {
        Domains.ScalarInvariant broken = Domains.ScalarInvariants.Broken(register.Bounds);
        if (broken == Domains.ScalarInvariant.Holds)
        {
            return Check.Ok;
        }

        session.Log.Write($"verifier bug: {Domains.ScalarInvariants.Describe(broken, register.Bounds, place)}\n");
        if (session.TestsRegisterInvariants)
        {
            return Session.Reject(Errno.Fault);
        }

        register.Bounds = register.Bounds.WithoutRanges();
        return Check.Ok;
    }
}
