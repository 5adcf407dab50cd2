namespace Vouch.Bytecode.Btf;

/// <summary>What a relocation against the kernel's types asks for. Source: Linux 7.3, the uapi header of BPF.</summary>
public enum CoreRelocationKind : uint
{
    FieldByteOffset = 0,
    FieldByteSize = 1,
    FieldExists = 2,
    FieldSigned = 3,
    FieldLeftShift = 4,
    FieldRightShift = 5,
    LocalTypeId = 6,
    TargetTypeId = 7,
    TypeExists = 8,
    TypeSize = 9,
    EnumeratorExists = 10,
    EnumeratorValue = 11,
    TypeMatches = 12,
}

/// <summary>One relocation against the kernel's types (CO-RE), as the compiler left it.</summary>
/// <param name="InstructionOffset">Bytes from the begin of the code section.</param>
/// <param name="Type">The root type, in the program's BTF.</param>
/// <param name="AccessStringOffset">The access path, such as <c>0:1:2</c>, in the strings of the program's BTF.</param>
/// <param name="Kind">What is asked for.</param>
public readonly record struct CoreRelocation(uint InstructionOffset, BtfTypeId Type, uint AccessStringOffset, CoreRelocationKind Kind);
