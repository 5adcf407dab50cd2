using System.Runtime.CompilerServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads and stores: alignment, then the rules of the region that the address lies in.</summary>
internal static class MemoryAccess
{
    /// <summary>Checks the access and, for reads, sets the value register.</summary>
    public static Check Perform(Session session, in MemoryOperation operation)
    {
        Access access = new(session, operation);
        if (Alignment.Require(access).Failed(out Check why) || PerformInRegion(access).Failed(out why))
        {
            return why;
        }

        if (access.IsRead && access.HasValue && access.Size < 8 && access.Value.Type.IsScalar)
        {
            ExtendLoaded(access.Session, ref access.Value, access.Size, operation.ExtendsSign);
        }

        return Check.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check PerformInRegion(in Access access)
    {
        RegisterType type = access.Pointer.Type;
        switch (type.Kind)
        {
            case RegisterKind.Memory:
                return MemoryRegion.Access(access);
            case RegisterKind.BtfObject when !type.MayBeNull:
                return BtfObjectAccess.Access(access);
            case RegisterKind.Buffer when !type.MayBeNull || access.Session.MemoryRules.AccessesNullableBuffers:
                return BufferAccess.Access(access);
            default:
                // All other kinds can be used only where nothing qualifies them (null was ruled out).
                return type.Flags == TypeFlags.None ? PerformInPlainRegion(access) : access.RejectPointer();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Check PerformInPlainRegion(in Access access) => access.Pointer.Type.Kind switch
    {
        RegisterKind.MapKey => MapKeyAccess.Access(access),
        RegisterKind.MapValue => MapValueAccess.Access(access),
        RegisterKind.Context => ContextAccess.Access(access),
        RegisterKind.Stack => StackAccess.Access(access),
        RegisterKind.Packet or RegisterKind.PacketMeta => PacketAccess.Access(access),
        RegisterKind.FlowKeys => FlowKeysAccess.Access(access),
        RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket or RegisterKind.XdpSocket => SocketAccess.Access(access),
        RegisterKind.TracepointBuffer => BufferAccess.AccessTracepoint(access),
        RegisterKind.MapPointer => MapPointerAccess.Access(access),
        RegisterKind.Arena => access.LoadUnknown(),
        _ => access.RejectPointer(),
    };

    /// <summary>A narrow load clears the upper bits or fills them with the sign.</summary>
    private static void ExtendLoaded(Session session, ref RegisterState value, int size, bool extendsSign)
    {
        if (!extendsSign)
        {
            value.Bounds = session.Scalars.Truncate(value.Bounds, size);
            return;
        }

        // A sign that may be set makes the value differ from other fills of the same slot, which share its id.
        bool keepsValue = value.UMax < 1UL << ((size * 8) - 1);
        value.Bounds = session.Scalars.SignExtend64(value.Bounds, size);
        if (!keepsValue)
        {
            session.Links.EndByExtendedSign(ref value);
        }
    }
}
