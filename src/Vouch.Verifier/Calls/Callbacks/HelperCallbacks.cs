using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>
/// Functions of the program that helpers and kfuncs run, with the arguments they get. A synchronous callback is followed by the session's
/// <see cref="CallbackRule"/>; an asynchronous one starts as a program of its own.
/// </summary>
internal static class HelperCallbacks
{
    /// <summary>Queues the path that enters a helper's callback.</summary>
    public static Check Push(Session session, in CallContext context) => context.Helper switch
    {
        HelperId.ForEachMapElem => PushSynchronous(session, context.Callback, SetForMapElement),
        HelperId.Loop => PushSynchronous(session, context.Callback, SetForLoop),
        HelperId.FindVma => PushSynchronous(session, context.Callback, SetForMemoryArea),
        HelperId.UserRingbufDrain => PushSynchronous(session, context.Callback, SetForUserRingbuf),
        HelperId.TimerSetCallback => PushAsynchronous(session, context.Callback, isSleepable: false, SetForTimer),
        _ => session.NotSupported($"the callback of {session.Program.Kernel.Helpers.NameOf((int)context.Helper)}"),
    };

    /// <summary>A callback that runs before the call returns, any number of times: followed by the session's rule.</summary>
    public static Check PushSynchronous(Session session, int subprogram, CallbackArguments setArguments) =>
        Prepare(session, subprogram).Failed(out Check why) ? why : session.Callbacks.Follow(session, subprogram, setArguments);

    /// <summary>Queues a callback that runs some other time, with nothing held, on its own.</summary>
    /// <param name="session">The session.</param>
    /// <param name="subprogram">The callback.</param>
    /// <param name="isSleepable">It may sleep.</param>
    /// <param name="setArguments">Fills in its registers and the range of its result.</param>
    public static Check PushAsynchronous(Session session, int subprogram, bool isSleepable, CallbackArguments setArguments)
    {
        if (Prepare(session, subprogram).Failed(out Check why))
        {
            return why;
        }

        session.Findings.Subprograms[subprogram].IsAsyncCallback = true;
        VerifierState? state = session.Pending.PushAsynchronous(
            session.Facts.Subprograms[subprogram].Start, session.Path.InstructionIndex, subprogram, isSleepable);
        if (state is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        FrameState callee = state.Frame;
        callee.AsyncEntryCount = session.Path.Frame.AsyncEntryCount + 1;
        callee.IsAsyncCallback = true;
        return setArguments(session, session.Path.Frame, callee);
    }

    /// <summary>The arguments that callbacks on map elements get: the map, the key and the value of an element.</summary>
    /// <param name="session">The session.</param>
    /// <param name="map">A register that carries the map and its uid.</param>
    /// <param name="callee">The callback's frame.</param>
    public static void SetMapElement(Session session, in RegisterState map, FrameState callee)
    {
        uint uid = LookupResults.NumbersAllMaps(session) ? map.MapUid : 0;
        SetMapPointer(ref callee.Registers[1], RegisterKind.MapPointer, map.Map, uid);
        SetMapPointer(ref callee.Registers[2], RegisterKind.MapKey, map.Map, uid);
        SetMapPointer(ref callee.Registers[3], RegisterKind.MapValue, map.Map, uid);
        session.ObjectRules.IdentifyElement(session, ref callee.Registers[3]);
    }

    /// <summary>Queues the callback of a work queue: the map, key and value are those of the first argument.</summary>
    public static Check PushWork(Session session, int subprogram) => PushAsynchronous(session, subprogram, isSleepable: true, SetForTimer);

    /// <summary>Queues the callback of task work: the map is the third argument.</summary>
    public static Check PushTaskWork(Session session, int subprogram) =>
        PushAsynchronous(session, subprogram, isSleepable: true, SetForTaskWork);

    private static Check SetForTaskWork(Session session, FrameState caller, FrameState callee)
    {
        SetMapElement(session, caller.Registers[3], callee);
        callee.CallbackReturnRange = new ReturnRange(int.MinValue, int.MaxValue);
        return Check.Ok;
    }

    private static Check Prepare(Session session, int subprogram)
    {
        Check match = SubprogramArguments.Match(session, subprogram);
        session.Findings.Subprograms[subprogram].IsCallback = true;
        return match.Code is Errno.Fault or Errno.NotModelled ? match : Check.Ok;
    }

    private static Check SetForMapElement(Session session, FrameState caller, FrameState callee)
    {
        MapModel map = session.Facts.Map(session.CurrentFindings.CalledMap.Map);
        bool canIterate = map.Type is MapType.Array or MapType.PercpuArray or MapType.Hash or MapType.LruHash
            or MapType.PercpuHash or MapType.LruPercpuHash or MapType.Rhash;
        if (!canIterate)
        {
            return session.Reject(Rule.CallbackMap, Errno.NotSupported, "callback function not allowed for map");
        }

        RegisterState mapPointer = caller.Registers[1];
        SetMapElement(session, mapPointer, callee);
        callee.Registers[1] = mapPointer;
        callee.Registers[4] = caller.Registers[3];
        return Check.Ok;
    }

    private static Check SetForLoop(Session session, FrameState caller, FrameState callee)
    {
        callee.Registers[1].MarkUnknown(session.Permissions.IsBpfCapable);
        callee.Registers[2] = caller.Registers[3];
        return Check.Ok;
    }

    private static Check SetForMemoryArea(Session session, FrameState caller, FrameState callee)
    {
        callee.Registers[1] = caller.Registers[1];
        if (session.Facts.Types(BtfHandle.Vmlinux).Find("vm_area_struct", BtfKind.Struct) is not { } area)
        {
            return session.NotSupported("bpf_find_vma without vm_area_struct");
        }

        callee.Registers[2].MarkPointer(RegisterKind.BtfObject);
        callee.Registers[2].Btf = BtfHandle.Vmlinux;
        callee.Registers[2].BtfType = area;
        callee.Registers[3] = caller.Registers[4];
        return Check.Ok;
    }

    private static Check SetForUserRingbuf(Session session, FrameState caller, FrameState callee)
    {
        DynptrSlots.MarkConstant(session, ref callee.Registers[1]);
        callee.ConstantDynptr = callee.Registers[1].Id;
        callee.Registers[2] = caller.Registers[3];
        return Check.Ok;
    }

    private static Check SetForTimer(Session session, FrameState caller, FrameState callee)
    {
        SetMapElement(session, caller.Registers[1], callee);
        callee.CallbackReturnRange = new ReturnRange(0, 0);
        return Check.Ok;
    }

    private static void SetMapPointer(ref RegisterState register, RegisterKind kind, MapHandle map, uint uid)
    {
        register.MarkPointer(kind);
        register.Map = map;
        register.MapUid = uid;
    }
}
