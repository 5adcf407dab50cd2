using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Map arguments and what belongs to them: keys, values, the note which map a call was seen with.</summary>
internal static class MapArguments
{
    /// <summary>Remembers the map; a second map argument must be the one that holds the object passed before.</summary>
    public static Check NoteMap(Session session, ref CallContext context, in RegisterState register, ArgumentPlace place)
    {
        if (context.HasMap && (context.Map != register.Map || context.MapUid != register.MapUid))
        {
            SpecialFields? fields = session.Facts.Map(context.Map).Fields;
            string item = fields is not null && fields.Has(SpecialFieldKind.Timer) ? "timer"
                : fields is not null && fields.Has(SpecialFieldKind.TaskWork) ? "bpf_task_work"
                : "workqueue";
            return session.Reject(
                Rule.MapPairing, place.Subject, Errno.Invalid,
                $"{item} pointer in R{place.Register - 1} map_uid={context.MapUid} doesn't match map pointer in {place} map_uid={register.MapUid}");
        }

        context.Map = register.Map;
        context.MapUid = register.MapUid;
        return Check.Ok;
    }

    /// <summary>What 'a value of the map' means for maps of sockets: a socket.</summary>
    public static Check ResolveValueKind(Session session, in CallContext context, ref ArgumentType argument)
    {
        if (!context.HasMap)
        {
            return session.NotSupported("a map value argument without a map");
        }

        if (session.Facts.Map(context.Map).Type is MapType.Sockmap or MapType.Sockhash)
        {
            if (argument.Modifiers != TypeModifiers.None)
            {
                return session.Reject(
                    Rule.MapForHelper, Subject.Map(session.Facts.Map(context.Map).Name), Errno.Invalid,
                    "invalid arg_type for sockmap/sockhash");
            }

            argument = new ArgumentType(ArgumentKind.BtfSocketCommon);
        }
        else if (session.Facts.Map(context.Map).Type == MapType.BloomFilter && context.Helper == HelperId.MapPeekElem)
        {
            // A bloom filter's peek reads the value: it asks whether it is contained.
            argument = new ArgumentType(ArgumentKind.MapValue);
        }

        return Check.Ok;
    }

    /// <summary>The key must be readable; a constant one into an array is remembered, for it may be known to exist.</summary>
    public static Check RequireKey(Session session, ref CallContext context, ArgumentPlace place)
    {
        MapModel map = session.Facts.Map(context.Map);
        RawMemory none = default;
        if (HelperMemory.CheckAccess(session, place, (int)map.KeySize, AccessKind.Read, zeroSizeAllowed: false, ref none).Failed(out Check why))
        {
            return why;
        }

        return IsElementAlwaysPresent(session, map) ? NoteConstantKey(session, ref context, place.In(session.Path.Frame), (int)map.KeySize) : Check.Ok;
    }

    /// <summary>The value must be readable, or writable where the helper fills it.</summary>
    public static Check RequireValue(Session session, ref CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        MapModel map = session.Facts.Map(context.Map);
        if (context.Helper == HelperId.MapPeekElem && map.Type == MapType.BloomFilter)
        {
            context.Raw = default;
        }

        AccessKind kind = argument.Has(TypeModifiers.Write) ? AccessKind.Write : AccessKind.Read;
        return HelperMemory.CheckAccess(session, place, (int)map.ValueSize, kind, zeroSizeAllowed: false, ref context.Raw);
    }

    /// <summary>Notes the map that a call was seen with: the rewrite after verification serves one map only.</summary>
    public static Check NoteCalledMap(Session session, in CallContext context)
    {
        bool isNoted = context.Helper is HelperId.TailCall or HelperId.MapLookupElem or HelperId.MapUpdateElem
            or HelperId.MapDeleteElem or HelperId.MapPushElem or HelperId.MapPopElem or HelperId.MapPeekElem
            or HelperId.ForEachMapElem or HelperId.RedirectMap or HelperId.MapLookupPercpuElem;
        if (!isNoted || !context.HasMap)
        {
            return Check.Ok;
        }

        bool writes = context.Helper is HelperId.MapDeleteElem or HelperId.MapUpdateElem or HelperId.MapPushElem or HelperId.MapPopElem;
        if (writes && ((MapFlags)session.Facts.Map(context.Map).Definition.Flags & MapFlags.ReadOnlyForPrograms) != 0)
        {
            return session.Reject(
                Rule.MapPermission, Subject.Map(session.Facts.Map(context.Map).Name), Errno.AccessDenied, "write into map forbidden");
        }

        ref CalledMap called = ref session.CurrentFindings.CalledMap;
        bool isUnprivileged = called.IsUnprivileged || !session.Permissions.BypassesSpectreV1;
        called = new CalledMap(true, context.Map, called.IsSet && (called.IsPoisoned || called.Map != context.Map), isUnprivileged);
        return Check.Ok;
    }

    /// <summary>Notes a tail call's constant index.</summary>
    public static Check NoteCalledKey(Session session, in CallContext context)
    {
        if (context.Helper != HelperId.TailCall)
        {
            return Check.Ok;
        }

        if (!context.HasMap || session.Facts.Map(context.Map).Type != MapType.ProgArray)
        {
            // The message has no line end of its own.
            session.Log.Write($"expected prog array map for tail call");
            return session.Reject(Rule.TailCallMap, Subject.Register(2), Errno.Invalid);
        }

        ref RegisterState index = ref session.Path.Registers[3];
        ref CalledKey key = ref session.CurrentFindings.CalledKey;
        if (!index.IsConstantScalar || index.ConstantValue >= session.Facts.Map(context.Map).MaxEntries)
        {
            key = new CalledKey(true, 0, IsPoisoned: true);
            return Check.Ok;
        }

        if (session.Precision.MarkChain(3).Failed(out Check why))
        {
            return why;
        }

        long value = (long)index.ConstantValue;
        key = new CalledKey(true, value, key.IsPoisoned || (key.IsSet && key.Key != value));
        return Check.Ok;
    }

    /// <summary>Every index of an array below its size has an element, so a lookup with a known one cannot fail.</summary>
    public static bool IsElementAlwaysPresent(Session session, MapModel map)
    {
        bool isDoubtful = ((MapFlags)map.Definition.Flags & MapFlags.InnerMap) != 0 && session.Program.Kernel.Rules.Calls.DoubtsElementsOfInnerMaps;
        return !isDoubtful && map.Type is MapType.Array or MapType.PercpuArray;
    }

    /// <summary>Reads a constant key off the stack: zero bytes, or a constant spilled with the key's size.</summary>
    private static Check NoteConstantKey(Session session, ref CallContext context, in RegisterState key, int size)
    {
        if (!session.Permissions.IsBpfCapable || key.Type != RegisterKind.Stack || !key.HasKnownOffset)
        {
            return Check.Ok;
        }

        int position = -unchecked((int)key.KnownOffset) - 1;
        int slotIndex = position / 8;
        StackSlot slot = session.Path.State.ReadFrame(key.FrameNumber).Stack[slotIndex];
        if (RunLength(slot, position % 8, SlotType.Zero) >= size)
        {
            context.ConstantKey = 0;
            return Check.Ok;
        }

        if (!slot.IsScalarSpill || RunLength(slot, position % 8, SlotType.Spill) != size || !slot.Spilled.IsConstant)
        {
            return Check.Ok;
        }

        long value = unchecked((long)slot.Spilled.ConstantValue);
        if (session.Precision.MarkSlots(key.FrameNumber, 1ul << slotIndex).Failed(out Check why))
        {
            return why;
        }

        context.ConstantKey = value;
        return Check.Ok;
    }

    private static int RunLength(StackSlot slot, int from, SlotType type)
    {
        int count = 0;
        while (from >= 0 && slot.Types[from] == type)
        {
            count++;
            from--;
        }

        return count;
    }
}
