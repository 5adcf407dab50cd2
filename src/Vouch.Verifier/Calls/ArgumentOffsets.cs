using Vouch.Verifier.Memory;
using Vouch.Verifier.State;
using F = Vouch.Kernel.TypeModifiers;

namespace Vouch.Verifier.Calls;

/// <summary>What is asked of an argument's offset besides its type.</summary>
internal readonly record struct OffsetDemand(bool IsReleased, bool IsDynptr, bool IsContext, bool ForbidsBtfOffset = false);

/// <summary>Which pointers may be passed to calls with an offset: memory may, objects mostly may not.</summary>
internal static class ArgumentOffsets
{
    /// <summary>The argument's offset is one that its type may have.</summary>
    public static Check Require(Session session, in RegisterState register, ArgumentPlace place, OffsetDemand demand)
    {
        if (demand.IsReleased)
        {
            // A released dynptr lies on the stack at any offset; what it owns is found through it.
            if (demand.IsDynptr && register.Type == RegisterKind.Stack)
            {
                return Check.Ok;
            }

            if (!register.IsUnmoved)
            {
                return session.Reject(
                    Rule.ArgumentOffset, place.Subject,
                    Errno.Invalid, $"{place} must have zero offset when passed to release func or trusted arg to kfunc");
            }
        }

        RegisterType type = register.Type;
        if (MayHaveAnyOffset(type))
        {
            return Check.Ok;
        }

        if (MayHaveFixedOffset(type))
        {
            return Pointers.RequireUnmodified(session, register, place, fixedOffsetAllowed: !demand.ForbidsBtfOffset);
        }

        bool isMemoryContext = type == RegisterKind.Context && !demand.IsContext && ContextPointers.IsPlainMemory(session);
        return isMemoryContext ? Check.Ok : Pointers.RequireUnmodified(session, register, place);
    }

    private static bool MayHaveAnyOffset(RegisterType type) => type.Kind switch
    {
        RegisterKind.Stack or RegisterKind.Packet or RegisterKind.PacketMeta => type.Flags == F.None,
        RegisterKind.MapKey or RegisterKind.MapValue or RegisterKind.Arena or RegisterKind.Scalar => type.Flags == F.None,
        RegisterKind.Memory => type.Flags is F.None or F.ReadOnly or F.RingbufMemory,
        RegisterKind.Buffer => type.Flags is F.None or F.ReadOnly,
        _ => false,
    };

    private static bool MayHaveFixedOffset(RegisterType type) =>
        type.Kind == RegisterKind.BtfObject
        && type.Flags is F.None or F.Allocated or F.Trusted or F.Rcu or (F.Allocated | F.NonOwning) or (F.Allocated | F.NonOwning | F.Rcu);
}
