using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>Which objects RCU keeps alive.</summary>
internal static class RcuProtection
{
    /// <summary>What a kptr field points to stays alive for the section in which it was loaded.</summary>
    public static bool IsSafeKptr(ProgramFacts facts, SpecialField field) =>
        field.Kind == SpecialFieldKind.KptrPercpu ||
        (field.Kind == SpecialFieldKind.KptrReferenced && IsProtected(facts.Program, facts.Types(field.PointeeTypes), field.PointeeType));

    /// <summary>Objects of this type are freed after a grace period. All that programs allocate are.</summary>
    public static bool IsProtected(ProgramUnderTest program, BtfSpec types, BtfTypeId type)
    {
        if (!types.IsKernel)
        {
            return true;
        }

        // The list names types of the kernel proper: a module's own struct of the same name is another one.
        BtfType found = types.Type(type);
        bool isModuleType = types.Base is not null && type.Value >= types.FirstOwnType;
        return found.Kind == BtfKind.Struct && !isModuleType
            && program.Kernel.Attach.RcuProtectedStructs.Contains(types.NameOf(found));
    }
}
