namespace Vouch.Bytecode.Elf;

/// <summary>One relocation without addend: what lies at the offset depends on a symbol.</summary>
/// <param name="Offset">Byte offset within the section that is changed.</param>
/// <param name="Type">R_BPF_*: 1 a 16-byte immediate, 2 an absolute 64-bit word, 10 a call.</param>
/// <param name="Symbol">The symbol's number.</param>
public readonly record struct ElfRelocation(ulong Offset, uint Type, uint Symbol);
