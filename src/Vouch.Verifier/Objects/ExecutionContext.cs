using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>What the surroundings of an instruction allow: sleeping, and relying on RCU protection.</summary>
internal static class ExecutionContext
{
    /// <summary>Sleeping is allowed: in a sleepable program, outside of every region that forbids it.</summary>
    public static bool MaySleep(VerifierState state) => !IsAtomic(state) && state.ActiveRcuLocks == 0 && state.ActiveLocks == 0 && state.IsSleepable;

    /// <summary>RCU readers cannot be overtaken here: inside a region, or in a program that never sleeps.</summary>
    public static bool IsRcuProtected(Session session)
    {
        VerifierState state = session.Path.State;
        return state.ActiveRcuLocks > 0 || state.ActiveLocks > 0 || !state.IsSleepable || (IsAtomic(state) && EveryRegionCounts(session));
    }

    /// <summary>A region other than an RCU section was left, and with it perhaps the protection of RCU readers.</summary>
    public static void LeftRegion(Session session)
    {
        if (EveryRegionCounts(session) && !IsRcuProtected(session))
        {
            ObjectGraph.EndRcuProtection(session);
        }
    }

    /// <summary>An RCU section was left. Where no other region protects, it ends what programs rely on that never sleep at all.</summary>
    public static void LeftRcuSection(Session session)
    {
        if (!EveryRegionCounts(session) || !IsRcuProtected(session))
        {
            ObjectGraph.EndRcuProtection(session);
        }
    }

    /// <summary>The words of messages for what forbids sleeping; the first that applies.</summary>
    public static string DescribeNonSleepable(VerifierState state) =>
        state.ActiveRcuLocks > 0 ? "rcu_read_lock region"
        : state.ActivePreemptionLocks > 0 ? "non-preemptible region"
        : state.ActiveIrqId != 0 ? "IRQ-disabled region"
        : state.ActiveLocks > 0 ? "lock region"
        : "non-sleepable prog";

    private static bool IsAtomic(VerifierState state) => state.ActivePreemptionLocks > 0 || state.ActiveIrqId != 0;

    private static bool EveryRegionCounts(Session session) => session.Program.Kernel.Rules.Regions.EveryRegionProtectsRcu;
}
