using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.State;

/// <summary>How a global function's argument is typed by its BTF.</summary>
internal enum GlobalArgumentKind
{
    /// <summary>Any scalar.</summary>
    Scalar,
    Context,
    Memory,
    Dynptr,
    BtfObject,
    Arena,
}

/// <summary>An argument of a global function.</summary>
/// <param name="Kind">What the function may rely on.</param>
/// <param name="Flags">May be null, trusted, read-only; untrusted: any value is fine, and reads inside are probed.</param>
/// <param name="MemorySize">Memory: bytes.</param>
/// <param name="Btf">BTF objects: the BTF of <paramref name="Type"/>.</param>
/// <param name="Type">BTF objects: the struct.</param>
internal readonly record struct GlobalArgument(GlobalArgumentKind Kind, TypeFlags Flags, uint MemorySize, BtfHandle Btf, BtfTypeId Type);
