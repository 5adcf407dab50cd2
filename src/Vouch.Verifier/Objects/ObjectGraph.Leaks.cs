using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <content>What must have been given back where execution ends.</content>
internal static partial class ObjectGraph
{
    /// <summary>Nothing may be held where execution ends: locks, references, irq flags, RCU and preemption regions.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isExceptional">The program ends by an exception, so all frames end.</param>
    /// <param name="checkRegions">Locks and regions are looked at, besides references.</param>
    /// <param name="operation">The words the message begins with.</param>
    public static Check RequireNothingHeld(Session session, bool isExceptional, bool checkRegions, string operation)
    {
        VerifierState state = session.Path.State;
        if (checkRegions && state.ActiveLocks > 0)
        {
            return RejectInside(session, operation, "bpf_spin_lock");
        }

        // What a function that returns still holds is its caller's from then on.
        bool isEndOfReferences = isExceptional || state.CurrentFrame == 0;
        if (isEndOfReferences && HasUnreleased(session, isExceptional))
        {
            return session.Elaborate(Errno.Invalid, $"{operation} would lead to reference leak");
        }

        if (!checkRegions)
        {
            return Check.Ok;
        }

        return state.ActiveIrqId != 0 ? RejectInsideIrq(session, operation, state.ActiveIrqId)
            : state.ActiveRcuLocks > 0 ? RejectInside(session, operation, "bpf_rcu_read_lock")
            : state.ActivePreemptionLocks > 0 ? RejectInside(session, operation, "bpf_preempt_disable")
            : Check.Ok;
    }

    /// <summary>Logs every pointer reference still held, except the one that a struct_ops program hands back as its result.</summary>
    private static bool HasUnreleased(Session session, bool isExceptional)
    {
        bool returnsOwned = session.Program.ResolvedType == ProgramType.StructOps && !isExceptional;
        uint returned = LifetimeOf(session, session.Path.Registers[0]);
        bool found = false;
        foreach (ref readonly Reference reference in session.Path.State.ActiveReferences)
        {
            if (reference.Kind != ReferenceKind.Pointer || (returnsOwned && reference.Id == returned))
            {
                continue;
            }

            _ = RejectUnreleased(session, reference, "the program ends");
            found = true;
        }

        return found;
    }

    public static Check RejectUnreleased(Session session, in Reference reference, string end)
    {
        Check rejected = session.Reject(
            Rule.Leak, Subject.Object(reference.Id),
            Errno.Invalid, $"Unreleased reference id={reference.Id} alloc_insn={reference.InstructionIndex}");
        session.Report(
            "Resource Lifetime Safety", "Unreleased resource",
            $"The object that instruction {reference.InstructionIndex} acquired is still owned where {end}.");
        return rejected;
    }

    public static Check RejectInside(Session session, string operation, string region) =>
        session.Reject(Rule.RegionAtEnd, Errno.Invalid, $"{operation} cannot be used inside {region}-ed region");

    /// <summary>A saved interrupt flag is an object like others: not restoring it is a leak.</summary>
    public static Check RejectInsideIrq(Session session, string operation, uint flag) => session.Reject(
        Rule.Leak, Subject.Object(flag), Errno.Invalid, $"{operation} cannot be used inside bpf_local_irq_save-ed region");
}
