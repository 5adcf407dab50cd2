using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>How far pointers into the packet may reach, as comparisons with the packet's end tell, and how long they live.</summary>
internal static class PacketPointers
{
    /// <summary>Offsets above this are refused: the sum with a pointer might wrap.</summary>
    public const int MaxOffset = 0xffff;

    /// <summary>
    /// A comparison showed that <paramref name="pointer"/> lies before the packet's end (or at it): all pointers from the same
    /// base, in all frames, may reach that far.
    /// </summary>
    /// <param name="offsets">How offsets are kept.</param>
    /// <param name="state">The branch on which the comparison holds.</param>
    /// <param name="pointer">The pointer compared; its base's id and its offset matter.</param>
    /// <param name="openRange">Strictly before the end, so the byte pointed to is readable too.</param>
    public static void MarkRange(PointerOffsets offsets, VerifierState state, in RegisterState pointer, bool openRange)
    {
        if (!offsets.TryReach(pointer, openRange, out int range))
        {
            return;
        }

        uint id = pointer.Id;
        RegisterKind kind = pointer.Type.Kind;
        AllRegisters all = new(state);
        while (all.MoveNext())
        {
            ref readonly RegisterState register = ref all.Current;
            if (register.Type == kind && register.Id == id && register.PacketRange < range)
            {
                all.Written().PacketRange = range;
            }
        }
    }

    /// <summary>A comparison showed that a register of the executing frame is at the packet's end, or beyond it.</summary>
    /// <param name="state">The branch on which the comparison holds.</param>
    /// <param name="register">The register compared.</param>
    /// <param name="openRange">Strictly beyond the end.</param>
    public static void MarkEnd(VerifierState state, int register, bool openRange)
    {
        ref RegisterState pointer = ref state.Registers[register];
        if (pointer.Type == RegisterKind.Packet)
        {
            pointer.PacketRange = openRange ? RegisterState.BeyondPacketEnd : RegisterState.AtPacketEnd;
        }
    }

    /// <summary>The packet may have moved: every pointer into it, and every dynptr slice of it, is an unknown number.</summary>
    public static void Invalidate(Session session)
    {
        const TypeFlags packetSlices = TypeFlags.DynptrSkb | TypeFlags.DynptrXdp | TypeFlags.DynptrSkbMeta;
        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            RegisterType type = all.Current.Type;
            if (type.IsAnyPacket || (type.Kind == RegisterKind.Memory && type.Has(packetSlices)))
            {
                Scrub(session, ref all.Written());
            }
        }
    }

    /// <summary>Forgets a pointer that became invalid. Who may not learn addresses may not even read it as a number.</summary>
    public static void Scrub(Session session, ref RegisterState register)
    {
        if (session.Permissions.AllowsPointerLeaks)
        {
            register.MarkUnknown(session.Permissions.IsBpfCapable);
        }
        else
        {
            register.MarkNotInitialized(session.Permissions.IsBpfCapable);
        }
    }
}
