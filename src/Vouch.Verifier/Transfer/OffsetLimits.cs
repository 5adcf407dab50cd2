using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>How far pointers may be moved, so that no sum of offsets wraps.</summary>
internal static class OffsetLimits
{
    /// <summary>A number may be added to a pointer, or subtracted from it.</summary>
    public static Check RequireSaneScalar(Session session, in ScalarBounds offset, RegisterType pointerType)
    {
        long value = unchecked((long)offset.ConstValue);
        if (offset.IsConst && IsTooFar(value))
        {
            return Reject(session, $"math between {RegisterTypeText.Of(pointerType)} pointer and {value} is not allowed");
        }

        if (offset.SMin == long.MinValue)
        {
            return Reject(
                session, $"math between {RegisterTypeText.Of(pointerType)} pointer and register with unbounded min value is not allowed");
        }

        return IsTooFar(offset.SMin)
            ? Reject(session, $"value {offset.SMin} makes {RegisterTypeText.Of(pointerType)} pointer be out of bounds")
            : Check.Ok;
    }

    /// <summary>A pointer is near enough to its base to be moved, or has been moved by not too much.</summary>
    public static Check RequireSanePointer(Session session, in RegisterState pointer, RegisterType pointerType)
    {
        if (session.Offsets.KeepsFixedPart)
        {
            return RequireSaneParts(session, pointer, pointerType);
        }

        long value = pointer.KnownOffset;
        if (pointer.HasKnownOffset && IsTooFar(value))
        {
            return Reject(session, $"{RegisterTypeText.Of(pointerType)} pointer offset {value} is not allowed");
        }

        return IsTooFar(pointer.VariableMin)
            ? Reject(session, $"{RegisterTypeText.Of(pointerType)} pointer offset {pointer.VariableMin} is not allowed")
            : Check.Ok;
    }

    /// <summary>The variable part is held to the rules of the numbers that it is the sum of.</summary>
    private static Check RequireSaneParts(Session session, in RegisterState pointer, RegisterType pointerType)
    {
        // The one rule of numbers that comes before the fixed part's.
        bool isKnownTooFar = pointer.HasKnownOffset && IsTooFar(pointer.VariableOffset);
        return !isKnownTooFar && IsTooFar(pointer.FixedOffset)
            ? Reject(session, $"{RegisterTypeText.Of(pointerType)} pointer offset {pointer.FixedOffset} is not allowed")
            : RequireSaneScalar(session, pointer.Bounds, pointerType);
    }

    private static bool IsTooFar(long offset) => offset is >= RegisterState.OffsetLimit or <= -RegisterState.OffsetLimit;

    private static Check Reject(Session session, string message)
    {
        Check why = session.Reject(Rule.PointerOffsetRange, Errno.Invalid, message);
        session.Report(
            "Register Type Safety", "Pointer offset is not safe",
            $"Pointers may be moved by less than {RegisterState.OffsetLimit} bytes in either direction, and that must be certain here.");
        return why;
    }
}
