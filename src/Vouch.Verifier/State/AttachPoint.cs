using System.Collections.Immutable;
using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.State;

/// <summary>An argument that the attach point types itself, in place of what its BTF would say.</summary>
/// <param name="Offset">Bytes from the start of the context.</param>
/// <param name="Type">The register's type once loaded.</param>
/// <param name="Btf">BTF objects: the BTF of <paramref name="BtfType"/>.</param>
/// <param name="BtfType">BTF objects: the struct; void when the kernel does not know it.</param>
/// <param name="IsReferenced">The program is given a reference with it, and must give it back.</param>
internal readonly record struct TypedArgument(
    int Offset, RegisterType Type, BtfHandle Btf = default, BtfTypeId BtfType = default, bool IsReferenced = false)
{
    /// <summary>The parameter's name, without the suffix that qualifies it; null when it has none.</summary>
    public string? Name { get; init; }
}

/// <summary>What the arguments of a program are that stands in for, or runs around, a function: its name and prototype.</summary>
internal sealed class AttachPoint
{
    /// <summary>What messages call it: the function, the tracepoint or the struct_ops member.</summary>
    public required string Name { get; init; }

    /// <summary>The BTF of <see cref="Prototype"/>.</summary>
    public required BtfHandle Btf { get; init; }

    /// <summary>The prototype; null when it may not be relied on: then there are five plain numbers.</summary>
    public BtfType? Prototype { get; init; }

    /// <summary>A raw tracepoint: its prototype begins with a parameter that programs do not see.</summary>
    public bool IsTracepoint { get; init; }

    public ImmutableArray<TypedArgument> Arguments { get; init; } = [];
}
