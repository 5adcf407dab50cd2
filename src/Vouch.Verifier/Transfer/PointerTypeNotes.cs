using System.Runtime.CompilerServices;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>
/// Accesses through some pointers are rewritten for their type after verification, so all paths must bring the same type to one
/// such instruction.
/// </summary>
internal static class PointerTypeNotes
{
    /// <summary>Notes the type an access was verified with, and refuses a second one that does not go with it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="type">The address register's type.</param>
    /// <param name="mergesTrust">A trusted and an untrusted pointer may meet: the access is then probed for both.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check Note(Session session, RegisterType type, bool mergesTrust) =>
        session.CurrentFindings.PointerType == type ? Check.Ok : NoteAnother(session, type, mergesTrust);

    private static Check NoteAnother(Session session, RegisterType type, bool mergesTrust)
    {
        ref RegisterType noted = ref session.CurrentFindings.PointerType;
        if (noted.IsNotInitialized)
        {
            noted = type;
            return Check.Ok;
        }

        bool separates = session.MemoryRules.SeparatesFaultingMemory;
        if (IsOrdinary(type, separates) && IsOrdinary(noted, separates))
        {
            return Check.Ok;
        }

        if (mergesTrust && IsMemoryOrBtf(type) && IsMemoryOrBtf(noted))
        {
            noted = Merge(type, noted, separates);
            return Check.Ok;
        }

        return session.Reject(Rule.MixedPointerTypes, Errno.Invalid, "same insn cannot be used with different pointers");
    }

    /// <summary>Accesses through this type are not rewritten.</summary>
    private static bool IsOrdinary(RegisterType type, bool separatesFaulting) => type.Kind switch
    {
        RegisterKind.Context or RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket => false,
        RegisterKind.XdpSocket or RegisterKind.BtfObject or RegisterKind.Arena => false,
        RegisterKind.Memory => !separatesFaulting || !PointerTrust.MayFault(type),
        _ => true,
    };

    private static bool IsMemoryOrBtf(RegisterType type) => type.Kind is RegisterKind.Memory or RegisterKind.BtfObject;

    private static RegisterType Merge(RegisterType a, RegisterType b, bool separatesFaulting)
    {
        bool isMemory = a.Kind == RegisterKind.Memory || b.Kind == RegisterKind.Memory;
        RegisterType merged = isMemory ? RegisterKind.Memory : RegisterKind.BtfObject;
        if (!separatesFaulting)
        {
            return merged.With((a.Flags | b.Flags) & (TypeFlags.Untrusted | TypeFlags.ReadOnly));
        }

        if (PointerTrust.MayFault(a) || PointerTrust.MayFault(b))
        {
            return merged.With(isMemory ? TypeFlags.ReadOnly | TypeFlags.Untrusted : TypeFlags.Untrusted);
        }

        return merged.With((a.Flags | b.Flags) & TypeFlags.ReadOnly);
    }
}
