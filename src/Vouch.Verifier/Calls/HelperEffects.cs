using Vouch.Bytecode.Btf;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Policy;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>What a helper did beyond its return value.</summary>
/// <param name="ChangesPacket">The packet may have moved.</param>
/// <param name="ReturnsAllocatedPerCpu">A per-CPU pointer into an object that the program allocated is returned.</param>
internal readonly record struct HelperEffect(bool ChangesPacket, bool ReturnsAllocatedPerCpu);

/// <summary>The rules of single helpers.</summary>
internal static class HelperEffects
{
    public static Check Apply(Session session, ref CallContext context, out HelperEffect effect)
    {
        effect = new HelperEffect(CallEffects.ChangesPacket(session.Facts, context.Helper), false);
        RegisterState[] registers = session.Path.Registers;
        switch (context.Helper)
        {
            case HelperId.TailCall:
                return ObjectGraph.RequireNothingHeld(session, isExceptional: false, checkRegions: true, "tail_call");
            case HelperId.GetLocalStorage:
                return registers[2].IsNullConstant
                    ? NullConstants.MarkArgument(session, ArgumentPlace.OfRegister(2))
                    : session.Reject(
                        Rule.StorageFlags, Subject.Register(2), Errno.Invalid, "get_local_storage() doesn't support non-zero flags");
            case HelperId.ForEachMapElem or HelperId.TimerSetCallback or HelperId.FindVma or HelperId.UserRingbufDrain:
                return HelperCallbacks.Push(session, context);
            case HelperId.Loop:
                return EnterLoop(session, context);
            case HelperId.Snprintf:
                return FormatStrings.RequireSnprintf(session);
            case HelperId.DynptrFromMem:
                return registers[1].Type == RegisterKind.MapValue
                    ? Check.Ok
                    : session.Reject(
                        Rule.DynptrSource, Subject.Register(1), Errno.AccessDenied,
                        $"Unsupported reg type {RegisterTypeText.Of(registers[1].Type)} for bpf_dynptr_from_mem data");
            case HelperId.SetRetval:
                return RequireSettable(session);
            case HelperId.DynptrWrite:
                // Slices of a packet's dynptr end with it: the write may move the data.
                effect = effect with { ChangesPacket = context.Dynptr.Kind is DynptrKind.Skb or DynptrKind.SkbMeta };
                return context.Dynptr.Kind == DynptrKind.Invalid ? session.Reject(Rule.DynptrSource, Errno.Fault) : Check.Ok;
            case HelperId.PerCpuPtr or HelperId.ThisCpuPtr when registers[1].Type.Has(TypeFlags.Rcu):
                effect = effect with { ReturnsAllocatedPerCpu = true };
                return session.Facts.Types(registers[1].Btf).Type(registers[1].BtfType).Kind == BtfKind.Struct
                    ? Check.Ok
                    : session.Reject(Rule.TypeOfObject, Subject.Register(1), Errno.Fault, "Helper has invalid btf/btf_id in R1");
            default:
                return Check.Ok;
        }
    }

    /// <summary>bpf_loop: the callback is entered as long as the simulated count has not reached the largest possible one.</summary>
    private static Check EnterLoop(Session session, in CallContext context)
    {
        if (NoteInlineLoop(session, context.Callback).Failed(out Check why) || session.Precision.MarkChain(1).Failed(out why))
        {
            return why;
        }

        FrameState frame = session.Path.Frame;
        if (session.Callbacks.LoopGoesOn(frame))
        {
            return HelperCallbacks.Push(session, context);
        }

        frame.CallbackDepth = 0;
        if (session.Log.TracesAll)
        {
            session.Log.Write($"frame{session.Path.State.CurrentFrame} bpf_loop iteration limit reached\n");
        }

        return Check.Ok;
    }

    /// <summary>The loop can be inlined while every path calls it with the same callback and no flags.</summary>
    private static Check NoteInlineLoop(Session session, int callback)
    {
        InlineLoop loop = session.CurrentFindings.InlineLoop;
        if (loop is { IsInitialized: true, IsFit: false })
        {
            return Check.Ok;
        }

        bool hasNoFlags = session.Path.Registers[4].IsNullConstant;
        if (hasNoFlags && session.Precision.MarkChain(4).Failed(out Check why))
        {
            return why;
        }

        session.CurrentFindings.InlineLoop = loop.IsInitialized
            ? loop with { IsFit = hasNoFlags && loop.Callback == callback }
            : new InlineLoop(true, hasNoFlags, callback);
        return Check.Ok;
    }

    private static Check RequireSettable(Session session)
    {
        ref RegisterState value = ref session.Path.Registers[1];
        if (!value.Type.IsScalar && ReturnedError.IsJudged(session))
        {
            return session.Reject(Rule.ReturnScalar, Subject.Register(1), Errno.Invalid, "R1 is not a scalar");
        }

        if (ReturnedError.IsVoidHook(session))
        {
            return session.Reject(
                Rule.VoidHookResult, Subject.Register(1),
                Errno.Invalid, "BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!");
        }

        if (ReturnedError.LimitToSet(session) is not { } range)
        {
            return Check.Ok;
        }

        if (session.Precision.MarkChain(1).Failed(out Check why) || ReturnRules.IsWithin(range, value))
        {
            return why;
        }

        return ReturnRules.RejectOutside(session.Rejections, value.Bounds, range, 1, "At bpf_set_retval");
    }
}
