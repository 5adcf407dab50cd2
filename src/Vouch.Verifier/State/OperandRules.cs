using System.Runtime.CompilerServices;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.State;

/// <summary>What every instruction asks of its operand registers. Looking at one makes it appear in the next state line.</summary>
internal static class OperandRules
{
    /// <summary>A source operand must have been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireReadable(Session session, int register)
    {
        session.Path.MarkScratched(register);
        return session.Path.Registers[register].Type.IsNotInitialized ? RejectUnreadable(session, register) : Check.Ok;
    }

    /// <summary>A destination operand must not be the frame pointer. Its value is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireWritable(Session session, int register)
    {
        session.Path.MarkScratched(register);
        return register == Bytecode.Isa.Instruction.FramePointer ? RejectFramePointer(session) : Check.Ok;
    }

    /// <summary>The same, and the destination becomes an unknown scalar.</summary>
    public static Check RequireWritableUnknown(Session session, int register)
    {
        Check outcome = RequireWritable(session, register);
        if (outcome.IsOk)
        {
            session.Path.Registers[register].MarkUnknown(session.Permissions.IsBpfCapable);
        }

        return outcome;
    }

    /// <summary>A pointer whose value the program may not learn (it lacks CAP_PERFMON).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSecretPointer(Session session, in RegisterState register) =>
        !session.Permissions.AllowsPointerLeaks && !register.Type.IsNotInitialized && !register.Type.IsScalar;

    /// <summary>The bounds agree with themselves; when not, that is logged and the ranges are dropped, or the program refused under the test knob.</summary>
    /// <param name="place">Where the value arose, in the log's word: alu, ldx, retval ...</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireConsistent(Session session, ref RegisterState register, string place)
    {
        ScalarInvariant broken = ScalarInvariants.Broken(register.Bounds);
        return broken == ScalarInvariant.Holds ? Check.Ok : DropRanges(session, ref register, broken, place);
    }

    private static Check RejectUnreadable(Session session, int register) =>
        session.Reject(Errno.AccessDenied, $"R{register} !read_ok");

    private static Check RejectFramePointer(Session session) => session.Reject(Errno.AccessDenied, "frame pointer is read only");

    private static Check DropRanges(Session session, ref RegisterState register, ScalarInvariant broken, string place)
    {
        session.Log.Write($"verifier bug: {ScalarInvariants.Describe(broken, register.Bounds, place)}\n");
        if (session.Permissions.TestsRegisterInvariants)
        {
            return Session.Reject(Errno.Fault);
        }

        register.Bounds = register.Bounds.WithoutRanges();
        return Check.Ok;
    }
}
