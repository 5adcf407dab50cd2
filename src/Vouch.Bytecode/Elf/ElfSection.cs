using System;

namespace Vouch.Bytecode.Elf;

/// <summary>
/// One section of an object file. Link is another section's number (the names of a symbol table, the symbols of relocations),
/// Info the number of the section that relocations change. Size is in bytes; for <see cref="ElfSectionType.NoBits"/> the file holds
/// none of them and Data is empty.
/// </summary>
public sealed record ElfSection(
    int Index,
    string Name,
    ElfSectionType Type,
    ElfSectionFlags Flags,
    uint Link,
    uint Info,
    ulong EntrySize,
    ulong Size,
    ReadOnlyMemory<byte> Data)
{
    public bool IsExecutable => (Flags & ElfSectionFlags.Executable) != 0;
}

/// <summary>Section types that matter for BPF objects; others keep their number. Source: the ELF-64 object file format.</summary>
public enum ElfSectionType : uint
{
    Null = 0,
    ProgramBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    RelocationWithAddend = 4,
    /// <summary>Occupies no bytes in the file: zero-initialised data.</summary>
    NoBits = 8,
    Relocation = 9,
    /// <summary>LLVM's list of symbols whose address is taken.</summary>
    LlvmAddressSignificance = 0x6fff4c03,
}

/// <summary>Section flags that matter for BPF objects.</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    None = 0,
    Writable = 1,
    Allocated = 2,
    Executable = 4,
}
