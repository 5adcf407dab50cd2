using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>What the surroundings of an instruction allow: sleeping, and relying on RCU protection.</summary>
internal static class ExecutionContext
{
    /// <summary>Sleeping is allowed: in a sleepable program, outside of every region that forbids it.</summary>
    public static bool MaySleep(VerifierState state) => !IsRcuProtected(state);

    /// <summary>RCU readers cannot be overtaken here: inside a region, or in a program that never sleeps.</summary>
    public static bool IsRcuProtected(VerifierState state) =>
        state.ActiveRcuLocks > 0 || state.ActivePreemptionLocks > 0 || state.ActiveLocks > 0 || state.ActiveIrqId != 0
        || !state.IsSleepable;

    /// <summary>The words of messages for what forbids sleeping; the first that applies.</summary>
    public static string DescribeNonSleepable(VerifierState state) =>
        state.ActiveRcuLocks > 0 ? "rcu_read_lock region"
        : state.ActivePreemptionLocks > 0 ? "non-preemptible region"
        : state.ActiveIrqId != 0 ? "IRQ-disabled region"
        : state.ActiveLocks > 0 ? "lock region"
        : "non-sleepable prog";
}
