using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>Which objects RCU keeps alive.</summary>
internal static class RcuProtection
{
    /// <summary>
    /// Kernel structs whose memory outlives them by a grace period. Source: Linux 7.3, kernel/bpf/verifier.c
    /// (rcu_protected_types), with the configuration options of the bundled kernel.
    /// </summary>
    private static readonly string[] ProtectedStructs =
        ["prog_test_ref_kfunc", "cgroup", "bpf_cpumask", "task_struct", "bpf_crypto_ctx", "bpf_ksock"];

    /// <summary>What a kptr field points to stays alive for the section in which it was loaded.</summary>
    public static bool IsSafeKptr(Session session, SpecialField field) =>
        field.Kind == SpecialFieldKind.KptrPercpu ||
        (field.Kind == SpecialFieldKind.KptrReferenced && IsProtected(session.Types(field.PointeeTypes), field.PointeeType));

    /// <summary>Objects of this type are freed after a grace period. All that programs allocate are.</summary>
    public static bool IsProtected(BtfSpec types, BtfTypeId type)
    {
        if (!types.IsKernel)
        {
            return true;
        }

        // The list names types of the kernel proper: a module's own struct of the same name is another one.
        BtfType found = types.Type(type);
        bool isModuleType = types.Base is not null && type.Value >= types.FirstOwnType;
        if (found.Kind != BtfKind.Struct || isModuleType)
        {
            return false;
        }

        string name = types.NameOf(found);
        foreach (string candidate in ProtectedStructs)
        {
            if (name == candidate)
            {
                return true;
            }
        }

        return false;
    }
}
