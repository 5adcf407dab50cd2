using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Calls of helpers: may this program call it, are its arguments right, what does it change, what does it return.</summary>
internal static class HelperCalls
{
    /// <summary>Verifies the call at the current instruction.</summary>
    public static Check Call(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        HelperId helper = (HelperId)insn.Immediate;
        if (RequireCallable(session, helper, out HelperPrototype? found).Failed(out Check why) || found is not { } prototype)
        {
            return why;
        }

        if (!ExecutionContext.MaySleep(session.Path.State))
        {
            if (prototype.MightSleep)
            {
                bool blamesProgram = !session.Path.State.IsSleepable && !session.Program.Kernel.Rules.Calls.BlamesRegionsBeforePrograms;
                return blamesProgram ? RejectInProgram(session, helper) : session.Reject(
                    Rule.SleepInAtomic, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
                    $"sleepable helper {NameAndNumber(session, helper)} in {ExecutionContext.DescribeNonSleepable(session.Path.State)}");
            }

            session.CurrentFindings.RunsNonSleepable = true;
        }

        CallContext context = new(helper, prototype);
        if (RequireArguments(session, ref context).Failed(out why) ||
            HelperEffects.Apply(session, ref context, out HelperEffect effect).Failed(out why))
        {
            return why;
        }

        CallerSavedRegisters.Scrub(session);
        if (HelperReturns.Apply(session, context, effect.ReturnsAllocatedPerCpu).Failed(out why) ||
            MapHelperRules.Require(session, context).Failed(out why) ||
            RequireFunctionAddress(session, helper).Failed(out why))
        {
            return why;
        }

        bool changesPacket = effect.ChangesPacket;
        if (helper == HelperId.TailCall && TailCalls.Follow(session, ref changesPacket).Failed(out why))
        {
            return why;
        }

        if (changesPacket)
        {
            PacketPointers.Invalidate(session);
        }

        session.Callbacks.AfterCall(session, ref outcome);
        return Check.Ok;
    }

    /// <summary>The helper as messages write it.</summary>
    public static string NameAndNumber(Session session, HelperId helper) => $"{session.Program.Kernel.Helpers.NameOf((int)helper)}#{(int)helper}";

    private static Check RejectInProgram(Session session, HelperId helper) =>
        session.Reject(
            Rule.SleepInAtomic, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
            "helper call might sleep in a non-sleepable prog");

    private static Check RequireCallable(Session session, HelperId helper, out HelperPrototype? prototype)
    {
        prototype = null;
        if (!session.Program.Kernel.Helpers.Exists((int)helper))
        {
            return session.Reject(
                Rule.UnknownHelper, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
                $"invalid func {NameAndNumber(session, helper)}");
        }

        prototype = session.Program.Kernel.Helpers.Find((int)helper, session.Facts.Traits);
        if (prototype is null)
        {
            return session.Reject(
                Rule.HelperForProgram, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
                $"program of this type cannot use helper {NameAndNumber(session, helper)}");
        }

        if (prototype.IsGplOnly && !session.Program.IsGplCompatible)
        {
            return session.Reject(
                Rule.GplOnlyCall, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
                "cannot call GPL-restricted function from non-GPL compatible program");
        }

        return session.Program.Kernel.Helpers.Allows(prototype, session.Facts.Traits)
            ? Check.Ok
            : session.Reject(
                Rule.HelperPlace, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.Invalid,
                "helper call is not allowed in probe");
    }

    private static Check RequireArguments(Session session, ref CallContext context)
    {
        Check why;
        for (int register = 1; register <= HelperPrototype.MaxArguments; register++)
        {
            if (HelperArguments.Require(session, ref context, register).Failed(out why))
            {
                return why;
            }
        }

        if (MapArguments.NoteCalledMap(session, context).Failed(out why) ||
            MapArguments.NoteCalledKey(session, context).Failed(out why))
        {
            return why;
        }

        for (int i = 0; i < context.Raw.Size; i++)
        {
            MemoryOperation filled = new(context.Raw.Place.Register, i, 1, AccessKind.Write, -1);
            if (MemoryAccess.Perform(session, filled).Failed(out why))
            {
                return why;
            }
        }

        return context.ReleasedRegister == 0 ? Check.Ok : ReleasedArguments.Release(session, context);
    }

    private static Check RequireFunctionAddress(Session session, HelperId helper)
    {
        if (helper != HelperId.GetFuncIp || session.Program.ResolvedType == Bytecode.Uapi.ProgramType.Kprobe)
        {
            return Check.Ok;
        }

        if (session.Program.ResolvedType != Bytecode.Uapi.ProgramType.Tracing)
        {
            return session.Reject(
                Rule.HelperPlace, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.NotSupported,
                $"func {NameAndNumber(session, helper)} not supported for program type {(int)session.Program.ResolvedType}");
        }

        return session.Facts.Traits.HasTrampoline
            ? Check.Ok
            : session.Reject(
                Rule.HelperPlace, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)helper)), Errno.NotSupported,
                $"func {NameAndNumber(session, helper)} supported only for fentry/fexit/fsession/fmod_ret programs");
    }
}
