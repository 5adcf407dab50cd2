namespace Vouch.Bytecode.Btf;

/// <summary>A function record: instruction index (8-byte slots) and the FUNC type in the program's BTF.</summary>
public readonly record struct FunctionRecord(int InstructionIndex, BtfTypeId Type);

/// <summary>A line record: instruction index (8-byte slots), names as offsets into the program's BTF strings.</summary>
public readonly record struct LineRecord(int InstructionIndex, uint FileNameOffset, uint TextOffset, uint LineAndColumn)
{
    public int Line => (int)(LineAndColumn >> 10);

    public int Column => (int)(LineAndColumn & 0x3ff);
}
