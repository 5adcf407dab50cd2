using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Relocation;

internal static class TypeCompatibility
{
    public static bool AreCompatible(BtfSpec local, BtfTypeId localId, BtfSpec target, BtfTypeId targetId) => true;
}
