using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>What preparing an object asks of a kernel.</summary>
public sealed record KernelView
{
    public required BtfSpec Types { get; init; }

    /// <summary>BTF of loaded modules, split from <see cref="Types"/>, in the order in which they were loaded.</summary>
    public ImmutableArray<BtfSpec> Modules { get; init; } = [];

    /// <summary>
    /// The value of a configuration option given with its prefix (<c>CONFIG_HZ</c>) as the kernel's .config writes it: <c>y</c>, <c>m</c>,
    /// a number, or text in double quotes; null when it is not set.
    /// </summary>
    public Func<string, string?> Configuration { get; init; } = _ => null;

    /// <summary>Whether the kernel has a symbol of this name (its kallsyms), for externs without a type.</summary>
    public Func<string, bool> HasSymbol { get; init; } = _ => false;

    /// <summary>Major, minor and patch number in the bytes above each other, as <c>LINUX_KERNEL_VERSION</c> has them.</summary>
    public uint Version { get; init; } = (7 << 16) | (3 << 8) | 4;

    /// <summary>What <c>LINUX_HAS_BPF_COOKIE</c> is answered with.</summary>
    public bool HasCookies { get; init; } = true;

    /// <summary>What <c>LINUX_HAS_SYSCALL_WRAPPER</c> is answered with.</summary>
    public bool HasSyscallWrapper { get; init; } = true;

    /// <summary>
    /// Direct loads of an arena's address may be any offset into it: its variables lie on its last pages, else on its first.
    /// </summary>
    public bool PutsArenaDataLast { get; init; } = true;

    /// <summary>
    /// BTF of programs and maps can be loaded. This and the two below are found out by trying: where the user lacks the capability for the
    /// trial, loaders go on as on a kernel that is too old.
    /// </summary>
    public bool TakesTypes { get; init; } = true;

    /// <summary>There are helpers for reading the kernel's and the user's memory apart; without them calls are of the older common ones.</summary>
    public bool HasSeparateReads { get; init; } = true;

    /// <summary>The load command has an attach type; without it programs whose section may do without have none.</summary>
    public bool TakesAttachTypes { get; init; } = true;

    /// <summary>
    /// The positive error number with which the kernel refuses to create a map, or 0. Asked for every map of an object; types of keys and
    /// values are not its business.
    /// </summary>
    public Func<MapDefinition, int> MapCreationError { get; init; } = _ => 0;

    /// <summary>Possible CPUs: the size of perf event arrays that do not give one.</summary>
    public int CpuCount { get; init; } = 1;
}
