using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Signatures;

namespace Vouch.Verifier.Calls;

/// <summary>What may be called while a spin lock is held: unlocking, exchanging kptrs, few kfuncs, and static functions.</summary>
internal static class CallsUnderLock
{
    public static bool IsAllowed(Session session, Instruction insn) => (PseudoCall)insn.Source switch
    {
        PseudoCall.Helper => insn.Immediate == (int)HelperId.SpinUnlock
            || (insn.Immediate == (int)HelperId.KptrXchg && IsDeclared(session)),
        PseudoCall.Kfunc => KfuncDescription.Find(session.Facts, insn) is { } kfunc
            && (IsDeclared(session) ? kfunc.Has(KfuncFlags.SpinLockSafe) : kfunc.Types.Name == KfuncTable.KernelModule && IsListed(kfunc.Name)),
        _ => true,
    };

    private static bool IsDeclared(Session session) => session.Program.Kernel.Rules.Calls.DeclaresSafetyUnderLocks;

    /// <summary>Graphs, numeric iterators, resilient locks: what the verifier knew by name before kfuncs could say it of themselves.</summary>
    private static bool IsListed(string kfunc) => kfunc is
        "bpf_list_push_front_impl" or "bpf_list_push_back_impl" or "bpf_list_pop_front" or "bpf_list_pop_back" or "bpf_list_front" or "bpf_list_back"
        or "bpf_rbtree_add_impl" or "bpf_rbtree_remove" or "bpf_rbtree_first" or "bpf_rbtree_root" or "bpf_rbtree_left" or "bpf_rbtree_right"
        or "bpf_refcount_acquire_impl" or "bpf_iter_num_new" or "bpf_iter_num_next" or "bpf_iter_num_destroy"
        or "bpf_res_spin_lock" or "bpf_res_spin_unlock" or "bpf_res_spin_lock_irqsave" or "bpf_res_spin_unlock_irqrestore";
}
