using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>How far a pointer may be relied on: that it is not null, that its object is alive.</summary>
internal static class PointerTrust
{
    /// <summary>The object is certainly alive: it is held, or its type says so and nothing weakens it.</summary>
    public static bool IsTrusted(Session session, in RegisterState register)
    {
        if (ObjectGraph.IsReferenced(session, register))
        {
            return true;
        }

        bool isWeakened = (register.Type.Flags & ~TypeFlags.AnyTrusted) != 0;
        bool isTrustedByKind = register.Type.Kind is RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket
            or RegisterKind.MapPointer;
        return !isWeakened && (isTrustedByKind || register.Type.Has(TypeFlags.AnyTrusted));
    }

    /// <summary>The pointer cannot be null, whatever its offset's exact value.</summary>
    public static bool IsNotNull(Session session, in RegisterState register)
    {
        bool isJudgedByOffset = session.PointerRules.JudgesNullByOffset;
        bool isFar = register.VariableMin <= -RegisterState.OffsetLimit || register.VariableMax >= RegisterState.OffsetLimit;
        if (register.Type.MayBeNull || (isJudgedByOffset && isFar))
        {
            return false;
        }

        return register.Type.Kind switch
        {
            RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket => true,
            RegisterKind.MapValue or RegisterKind.MapKey or RegisterKind.MapPointer => true,
            RegisterKind.XdpSocket or RegisterKind.Buffer => isJudgedByOffset,
            RegisterKind.Memory => !register.Type.Has(TypeFlags.Untrusted),
            RegisterKind.BtfObject => IsTrusted(session, register),
            _ => false,
        };
    }

    /// <summary>Reading through it may fault, so the load is probed and stores are refused.</summary>
    public static bool MayFault(RegisterType type) =>
        type == RegisterKind.BtfObject || type.Has(TypeFlags.Untrusted);
}
