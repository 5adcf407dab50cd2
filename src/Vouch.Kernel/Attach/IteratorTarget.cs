using System.Collections.Immutable;

namespace Vouch.Kernel.Attach;

/// <summary>What a pointer in an iterator's context points to.</summary>
public enum IteratorArgumentKind : byte
{
    /// <summary>A kernel object of the named struct.</summary>
    Object,
    /// <summary>Bytes whose extent is known when the iterator is attached.</summary>
    Buffer,
}

/// <summary>A pointer in an iterator's context.</summary>
/// <param name="Member">The member of <c>struct bpf_iter__TARGET</c>.</param>
/// <param name="Kind">What it points to.</param>
/// <param name="Modifiers">What qualifies it.</param>
/// <param name="TypeName">For objects: the struct.</param>
public readonly record struct IteratorArgument(
    string Member, IteratorArgumentKind Kind, TypeModifiers Modifiers, string? TypeName = null);

/// <summary>Something the kernel can iterate over. Programs attach to <c>bpf_iter_TARGET</c>.</summary>
/// <param name="Name">The target, such as <c>task_vma</c>.</param>
/// <param name="Arguments">The pointers of its context, besides the iterator's own state.</param>
public sealed record IteratorTarget(string Name, ImmutableArray<IteratorArgument> Arguments)
{
    /// <summary>How the functions to attach to begin.</summary>
    public const string FunctionPrefix = "bpf_iter_";
}
