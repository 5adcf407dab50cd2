using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Kfuncs;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of kernel functions by BTF number.</summary>
internal static class KfuncCalls
{
    /// <summary>Verifies the call at the current instruction.</summary>
    public static Check Call(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        if (insn.Immediate == 0)
        {
            // A weak kfunc that the kernel does not have; it may stand in code that is never reached.
            return Check.Ok;
        }

        if (session.KfuncSignatures.Get(insn, out KfuncSignature? found).Failed(out Check why) || found is not { } signature)
        {
            return why;
        }

        if (!signature.Description.IsAllowed)
        {
            return session.Reject(
                Rule.KfuncForProgram, Subject.Function(signature.Name), Errno.AccessDenied,
                $"calling kernel function {signature.Name} is not allowed");
        }

        if (BeforeArguments(session, signature).Failed(out why))
        {
            return why;
        }

        KfuncContext context = new(signature);
        if (session.KfuncArguments.RequireAll(session, ref context).Failed(out why) ||
            RequireDroppable(session, context).Failed(out why) ||
            PushCallback(session, context).Failed(out why) ||
            KfuncRegions.Apply(session, signature).Failed(out why) ||
            RequireSurroundings(session, signature).Failed(out why) ||
            GiveAway(session, context).Failed(out why) ||
            RequireThrowable(session, signature).Failed(out why))
        {
            return why;
        }

        ScrubRegisters(session);
        if (KfuncReturns.Apply(session, context).Failed(out why))
        {
            return why;
        }

        if (signature.Special == SpecialKfunc.XdpPullData)
        {
            PacketPointers.Invalidate(session);
        }

        NoteStackArguments(session, signature);
        if (signature.Description.IsIteratorNext && IteratorStep.Follow(session, context).Failed(out why))
        {
            return why;
        }

        if (signature.Special != SpecialKfunc.Throw)
        {
            session.Callbacks.AfterCall(session, ref outcome);
            return Check.Ok;
        }

        outcome = StepOutcome.PathEnd;
        return ObjectGraph.RequireNothingHeld(session, isExceptional: true, checkRegions: true, "bpf_throw");
    }

    private static Check BeforeArguments(Session session, KfuncSignature signature)
    {
        KfuncDescription kfunc = signature.Description;
        if (signature.Special.IsResilientLock() && PushFailedLock(session).Failed(out Check why))
        {
            return why;
        }

        if (signature.Special == SpecialKfunc.Trap)
        {
            return session.Reject(
                Rule.TrapCalled, Subject.Function(kfunc.Name), Errno.Fault, "unexpected __bpf_trap() due to uninitialized variable?");
        }

        if (kfunc.Has(KfuncFlags.Destructive) && !session.Semantics.HasSysAdminCapability)
        {
            return session.Reject(
                Rule.CallPrivilege, Subject.Function(kfunc.Name), Errno.AccessDenied,
                "destructive kfunc calls require CAP_SYS_BOOT capability");
        }

        if (kfunc.Has(KfuncFlags.Perfmon) && !session.Permissions.AllowsPointerLeaks)
        {
            return session.Reject(
                Rule.CallPrivilege, Subject.Function(kfunc.Name), Errno.NotPermitted,
                $"{kfunc.Name} is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        }

        if (kfunc.IsSleepable && !session.Path.State.IsSleepable)
        {
            return session.Reject(
                Rule.SleepableProgram, Subject.Function(kfunc.Name), Errno.AccessDenied,
                $"program must be sleepable to call sleepable kfunc {kfunc.Name}");
        }

        session.CurrentFindings.RunsNonSleepable |= !ExecutionContext.MaySleep(session.Path.State);
        return Check.Ok;
    }

    /// <summary>Taking a resilient lock can fail; that path goes on with an error number.</summary>
    private static Check PushFailedLock(Session session)
    {
        VerifierState? failed = session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
        if (failed is null)
        {
            return session.Elaborate(Errno.TooBig, "failed to push state for failed lock acquisition");
        }

        for (int register = 0; register <= 5; register++)
        {
            failed.Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
        }

        ref RegisterState result = ref failed.Registers[0];
        result.MarkUnknown(session.Permissions.IsBpfCapable);
        result.Bounds = session.Scalars.Between(-ReturnRanges.MaxErrno, -1);
        return Check.Ok;
    }

    /// <summary>Tracing programs may run anywhere, even in the middle of an allocation, so they may not free what takes care to free.</summary>
    private static Check RequireDroppable(Session session, in KfuncContext context)
    {
        const SpecialFieldKind harmless = SpecialFieldKind.AnyLock | SpecialFieldKind.Timer | SpecialFieldKind.WorkQueue
            | SpecialFieldKind.TaskWork | SpecialFieldKind.KptrUntrusted | SpecialFieldKind.RefCount;
        bool drops = context.Signature.Special is SpecialKfunc.ObjDrop or SpecialKfunc.PercpuObjDrop;
        if (!drops || !RunsAnywhere(session) || !session.Program.Kernel.Rules.Calls.GuardsDropsInTracing || context.ObjectTypes != BtfHandle.Program)
        {
            return Check.Ok;
        }

        return RegisterFields.Of(session.Facts, session.StructFields, session.Path.Registers[1]) is { } fields && fields.Has(~harmless)
            ? session.Reject(
                Rule.NmiUnsafeFields, Subject.Function(context.Signature.Name),
                Errno.Invalid, $"{context.Signature.Name} cannot be used in tracing programs on types with NMI unsafe fields")
            : Check.Ok;
    }

    private static bool RunsAnywhere(Session session) => session.Program.ResolvedType switch
    {
        ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent => true,
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => true,
        ProgramType.Tracing => session.Program.AttachType != AttachType.TraceIter && !session.Program.IsSleepable,
        _ => false,
    };

    private static Check PushCallback(Session session, in KfuncContext context)
    {
        KfuncSignature signature = context.Signature;
        Check outcome = signature.Special switch
        {
            SpecialKfunc.RbtreeAdd => KfuncCallbacks.PushCompare(session, context),
            SpecialKfunc.WqSetCallback => HelperCallbacks.PushWork(session, context.Call.Callback),
            SpecialKfunc.TaskWorkScheduleSignal or SpecialKfunc.TaskWorkScheduleResume =>
                HelperCallbacks.PushTaskWork(session, context.Call.Callback),
            _ => Check.Ok,
        };
        return outcome.IsOk || outcome.Code == Errno.NotModelled
            ? outcome
            : session.Elaborate(outcome.Code, $"kfunc {signature.Name}#{signature.Description.Function} failed callback verification");
    }

    private static Check RequireSurroundings(Session session, KfuncSignature signature)
    {
        VerifierState state = session.Path.State;
        if (signature.Description.IsSleepable && !ExecutionContext.MaySleep(state))
        {
            return session.Reject(
                Rule.SleepInAtomic, Subject.Function(signature.Name),
                Errno.AccessDenied, $"kernel func {signature.Name} is sleepable within {ExecutionContext.DescribeNonSleepable(state)}");
        }

        if (KfuncRegions.RequireOutsideTreeCallback(session, signature).Failed(out Check why))
        {
            return why;
        }

        return signature.Description.IsRcuProtected && !ExecutionContext.IsRcuProtected(session)
            ? session.Reject(
                Rule.RcuRequired, Subject.Function(signature.Name), Errno.AccessDenied,
                $"kernel func {signature.Name} requires RCU critical section protection")
            : Check.Ok;
    }

    /// <summary>Releases the argument to be released, or hands the second over to a list or tree.</summary>
    private static Check GiveAway(Session session, in KfuncContext context)
    {
        ref RegisterState released = ref session.Path.Registers[context.Call.ReleasedRegister];
        if (context.Signature.Description.IsRelease && !released.IsNullConstant)
        {
            bool isDynptr = context.Signature.Parameters.Length > 0 && context.Signature.Parameters[0].Kind == KfuncParameterKind.Dynptr;
            Check outcome = isDynptr
                ? DynptrSlots.Release(session, released)
                : ObjectGraph.IsReferenced(session, released) ? ObjectGraph.ReleaseHeld(session, released) : session.Reject(
                    Rule.NotOwned, Subject.Register(context.Call.ReleasedRegister), Errno.Invalid);
            if (!outcome.IsOk)
            {
                return outcome;
            }
        }

        if (context.Signature.Special.IsListPush() || context.Signature.Special == SpecialKfunc.RbtreeAdd)
        {
            ref RegisterState node = ref session.Path.Registers[2];
            bool isCounted = RegisterFields.Of(session.Facts, session.StructFields, node) is { } fields && fields.Has(SpecialFieldKind.RefCount);
            return ObjectGraph.TransferToGraph(session, ObjectGraph.LifetimeOf(session, node), isCounted);
        }

        return Check.Ok;
    }

    /// <summary>Without a handler of its own, a thrown cookie becomes the program's result.</summary>
    private static Check RequireThrowable(Session session, KfuncSignature signature)
    {
        if (signature.Special != SpecialKfunc.Throw)
        {
            return Check.Ok;
        }

        session.Findings.SawException = true;
        return session.Facts.ExceptionCallback == 0 ? ExitValue.Require(session, 1) : Check.Ok;
    }

    private static void ScrubRegisters(Session session)
    {
        FrameState frame = session.Path.Frame;
        for (int register = 0; register <= 5; register++)
        {
            frame.Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
        }

        CallerSavedRegisters.ScrubStackArguments(session, frame);
    }

    private static void NoteStackArguments(Session session, KfuncSignature signature)
    {
        int beyond = signature.Parameters.Length - 5;
        if (beyond > 0)
        {
            SubprogramFindings info = session.Findings.Subprograms[session.Path.Frame.Subprogram];
            info.StackArgumentCount = System.Math.Max(info.StackArgumentCount, info.IncomingStackArguments + beyond);
        }
    }
}
