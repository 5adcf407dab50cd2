namespace Vouch.Bytecode.Elf;

/// <summary>
/// One entry of the symbol table. Value is the byte offset within the defining section, whose number is Section: 0 is undefined,
/// <see cref="FirstReservedSection"/> and above have reserved meanings. Size is in bytes.
/// </summary>
public readonly record struct ElfSymbol(
    int Index,
    string Name,
    ulong Value,
    ulong Size,
    int Section,
    ElfBinding Binding,
    ElfSymbolType Type,
    ElfVisibility Visibility)
{
    /// <summary>The first section number with a reserved meaning (absolute, common).</summary>
    public const int FirstReservedSection = 0xff00;

    public bool IsGlobalOrWeak => Binding is ElfBinding.Global or ElfBinding.Weak;

    /// <summary>Declared here, defined by the kernel: kconfig values, kernel symbols and kfuncs.</summary>
    public bool IsExtern => Section == 0 && IsGlobalOrWeak && Type == ElfSymbolType.None;

    /// <summary>Global for the linker, but not to be seen from outside the object.</summary>
    public bool IsHidden => Visibility is ElfVisibility.Hidden or ElfVisibility.Internal;
}

/// <summary>The binding of a symbol.</summary>
public enum ElfBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
}

/// <summary>What a symbol names.</summary>
public enum ElfSymbolType : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
}

/// <summary>Who may see a global symbol.</summary>
public enum ElfVisibility : byte
{
    Default = 0,
    Internal = 1,
    Hidden = 2,
    Protected = 3,
}
