namespace Vouch.Bytecode.ObjectFiles;

/// <summary>What an instruction's relocation refers to.</summary>
internal enum ReferenceKind
{
    /// <summary>A map: a 16-byte immediate.</summary>
    Map,
    /// <summary>A place within a map of global data or the arena: a 16-byte immediate.</summary>
    Data,
    /// <summary>A kconfig value or a kernel symbol: a 16-byte immediate.</summary>
    Extern,
    /// <summary>A call of a kfunc.</summary>
    ExternCall,
    /// <summary>A call of a subprogram.</summary>
    Call,
    /// <summary>The address of a subprogram: a 16-byte immediate.</summary>
    FunctionAddress,
    /// <summary>A jump table: a 16-byte immediate.</summary>
    JumpTable,
}

/// <summary>
/// One relocated instruction. Instruction counts slots from the function's first. Target is a number in the object's maps or externs,
/// where the kind has one; Offset and Size (bytes) are the symbol's.
/// </summary>
internal readonly record struct CodeReference(int Instruction, ReferenceKind Kind, int Target, int Offset, int Size = 0);
