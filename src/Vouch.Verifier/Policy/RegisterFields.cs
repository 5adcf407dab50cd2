using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>The special fields of what a register points to.</summary>
internal static class RegisterFields
{
    /// <summary>The fields of a map's value, or of an object of one of the program's types; null when there are none.</summary>
    public static SpecialFields? Of(Session session, in RegisterState register) => register.Type.Kind switch
    {
        RegisterKind.MapValue when register.Type.Flags == TypeFlags.None => session.Map(register.Map).Fields,
        RegisterKind.BtfObject when register.Type.IsAllocatedObject => session.FieldsOf(register.Btf, register.BtfType),
        _ => null,
    };

    /// <summary>The fields of one of the program's structs; null when there are none.</summary>
    public static SpecialFields? OfProgramStruct(Session session, BtfTypeId type) => session.FieldsOf(BtfHandle.Program, type);
}
