using System.Collections.Immutable;

namespace Vouch.Kernel.Kfuncs;

/// <summary>A kfunc and its flags, as one set lists it.</summary>
internal readonly record struct KfuncEntry(string Name, KfuncFlags Flags = KfuncFlags.None);

/// <summary>Kfuncs that are registered together. The module is <c>vmlinux</c> or the one whose BTF has the functions.</summary>
internal sealed record KfuncSet(
    string Symbol, string Module, KfuncHooks Hooks, KfuncFilter Filter, ImmutableArray<KfuncEntry> Entries);
