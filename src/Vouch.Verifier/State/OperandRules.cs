using System.Runtime.CompilerServices;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.State;

/// <summary>What every instruction asks of its operand registers. Looking at one makes it appear in the next state line.</summary>
internal static class OperandRules
{
    /// <summary>A source operand must have been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireReadable(PathCursor path, RejectionSink rejections, int register)
    {
        path.MarkScratched(register);
        return path.Registers[register].Type.IsNotInitialized ? RejectUnreadable(rejections, register) : Check.Ok;
    }

    /// <summary>A destination operand must not be the frame pointer. Its value is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireWritable(PathCursor path, RejectionSink rejections, int register)
    {
        path.MarkScratched(register);
        return register == Bytecode.Isa.Instruction.FramePointer ? RejectFramePointer(rejections) : Check.Ok;
    }

    /// <summary>The same, and the destination becomes an unknown scalar.</summary>
    public static Check RequireWritableUnknown(PathCursor path, Permissions permissions, RejectionSink rejections, int register)
    {
        Check outcome = RequireWritable(path, rejections, register);
        if (outcome.IsOk)
        {
            path.Registers[register].MarkUnknown(permissions.IsBpfCapable);
        }

        return outcome;
    }

    /// <summary>A pointer whose value the program may not learn (it lacks CAP_PERFMON).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSecretPointer(Permissions permissions, in RegisterState register) =>
        !permissions.AllowsPointerLeaks && !register.Type.IsNotInitialized && !register.Type.IsScalar;

    /// <summary>The bounds agree with themselves; when not, that is logged and the ranges are dropped, or the program refused under the test knob.</summary>
    /// <param name="permissions">What the loader may do.</param>
    /// <param name="rejections">Where rejections go.</param>
    /// <param name="scalars">How what is known of numbers is computed.</param>
    /// <param name="register">The register.</param>
    /// <param name="place">Where the value arose, in the log's word: alu, ldx, retval ...</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check RequireConsistent(
        Permissions permissions, RejectionSink rejections, ScalarDomain scalars, ref RegisterState register, string place)
    {
        ScalarInvariant broken = ScalarInvariants.Broken(register.Bounds);
        if (broken == ScalarInvariant.Holds)
        {
            return Check.Ok;
        }

        string limits = scalars.DescribeLimits(register.Bounds);
        return DropRanges(permissions, rejections, ref register, scalars.ViolationPrefix + ScalarInvariants.Describe(broken, register.Bounds, place, limits));
    }

    private static Check RejectUnreadable(RejectionSink rejections, int register) =>
        rejections.Reject(Rule.UninitializedRegister, Subject.Register(register), Errno.AccessDenied, $"R{register} !read_ok");

    private static Check RejectFramePointer(RejectionSink rejections) => rejections.Reject(
        Rule.FramePointerWrite, Subject.Register(Bytecode.Isa.Instruction.FramePointer), Errno.AccessDenied, "frame pointer is read only");

    private static Check DropRanges(
        Permissions permissions, RejectionSink rejections, ref RegisterState register, string sentence)
    {
        rejections.Log.Write($"{sentence}\n");
        if (permissions.TestsRegisterInvariants)
        {
            return rejections.Reject(Rule.RangeInvariants, Errno.Fault);
        }

        register.Bounds = register.Bounds.WithoutRanges();
        return Check.Ok;
    }
}
