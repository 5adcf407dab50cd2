using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// What a kernel symbol turned out to be: a type of the kernel's or a module's BTF (Types is its number in the load request), or an
/// address, zero when a weak symbol is missing.
/// </summary>
internal readonly record struct ResolvedExtern(BtfTypeId Type, int Types, ulong Address)
{
    public bool HasType => !Type.IsVoid;
}
