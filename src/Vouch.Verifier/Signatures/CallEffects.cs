using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>What a call instruction does to the program's flow, as far as it is known before exploration.</summary>
/// <param name="CallsBack">Runs a callback any number of times before it returns.</param>
/// <param name="CallsBackLater">Arranges for a callback to run some other time.</param>
/// <param name="IsIteratorNext">Moves an iterator on: the head of a loop.</param>
/// <param name="MightSleep">May only be called where sleeping is allowed.</param>
/// <param name="ChangesPacketData">Moves packet data, so that pointers to it go stale.</param>
/// <param name="Throws">Does not return.</param>
/// <param name="IsTailCall">Goes on in another program, or falls through when there is none.</param>
internal readonly record struct CallEffects(
    bool CallsBack, bool CallsBackLater, bool IsIteratorNext, bool MightSleep, bool ChangesPacketData, bool Throws, bool IsTailCall)
{
    /// <summary>The effects of a call instruction; calls of subprograms have none of their own.</summary>
    public static CallEffects Of(ProgramFacts facts, Instruction call) =>
        call.IsHelperCall ? OfHelper(facts, (HelperId)call.Immediate)
        : call.IsKfuncCall ? OfKfunc(facts, call)
        : default;

    /// <summary>The helper may move or resize the packet.</summary>
    public static bool ChangesPacket(ProgramFacts facts, HelperId helper) => facts.Program.Kernel.Helpers.ChangesPacket.Contains(helper);

    /// <summary>The helper runs a callback before it returns.</summary>
    public static bool RunsCallback(ProgramFacts facts, HelperId helper) => facts.Program.Kernel.Helpers.CallsBack.Contains(helper);

    private static CallEffects OfHelper(ProgramFacts facts, HelperId helper)
    {
        // What struct_ops and extensions may call is settled by what they attach to, which comes after this question is asked.
        bool isKnown = facts.Program.Type is not (ProgramType.StructOps or ProgramType.Ext);
        return new CallEffects(
            RunsCallback(facts, helper),
            facts.Program.Kernel.Helpers.CallsBackLater.Contains(helper),
            IsIteratorNext: false,
            isKnown && facts.Program.Kernel.Helpers.Find((int)helper, facts.Traits) is { MightSleep: true },
            ChangesPacket(facts, helper),
            Throws: false,
            helper == HelperId.TailCall);
    }

    private static CallEffects OfKfunc(ProgramFacts facts, Instruction call)
    {
        KfuncDescription? known = KfuncDescription.Find(facts, call);
        string name = call.Offset == 0 ? KfuncDescription.NameOf(facts.Program, call) : "";
        bool isAllowed = known is { IsAllowed: true };
        return new CallEffects(
            name is "bpf_rbtree_add" or "bpf_rbtree_add_impl",
            name is "bpf_wq_set_callback" or "bpf_task_work_schedule_signal" or "bpf_task_work_schedule_resume",
            isAllowed && known!.Has(KfuncFlags.IteratorNext),
            isAllowed && known!.Has(KfuncFlags.Sleepable),
            isAllowed && name == "bpf_xdp_pull_data",
            isAllowed && name == "bpf_throw",
            IsTailCall: false);
    }
}
