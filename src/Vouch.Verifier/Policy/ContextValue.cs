using Vouch.Bytecode.Btf;
using Vouch.Kernel.Programs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>What a load from the context leaves in the register.</summary>
/// <param name="Type">The register's type.</param>
/// <param name="Btf">BTF objects: the BTF of <paramref name="BtfType"/>.</param>
/// <param name="BtfType">BTF objects: the struct.</param>
/// <param name="ReferenceId">BTF objects: the reference that the program was given with it, or 0.</param>
/// <param name="Range">Scalars: the values it may have, when known.</param>
internal readonly record struct ContextValue(
    RegisterType Type, BtfHandle Btf = default, BtfTypeId BtfType = default, uint ReferenceId = 0, ReturnRange? Range = null);
