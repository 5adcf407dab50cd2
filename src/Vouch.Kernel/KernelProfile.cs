using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Contexts;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Kernel.Maps;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;
using Vouch.Kernel.Rules;
using Vouch.Kernel.Types;

namespace Vouch.Kernel;

/// <summary>
/// What the verifier asks about one kernel release: tables, limits, and the switches of rules. Immutable, shared between threads. What was
/// not taken from the release itself is not there: asking for it throws <see cref="NotSupportedException"/>.
/// </summary>
public sealed class KernelProfile
{
    private static readonly ConcurrentDictionary<string, KernelProfile> Older = new(StringComparer.Ordinal);

    private readonly KernelTables tables;
    private readonly Lazy<BtfSpec> types;
    private readonly Lazy<KernelConfiguration> configuration;
    private readonly Lazy<KernelSymbols> symbols;

    private KernelProfile(KernelRelease release)
    {
        Release = release;
        Rules = release.Rules;
        tables = new KernelTables(release);
        types = new(() => KernelTypes.Open(release.Name), LazyThreadSafetyMode.ExecutionAndPublication);
        symbols = new(() => KernelSymbols.Open(release.Name), LazyThreadSafetyMode.ExecutionAndPublication);
        configuration = new(() => KernelConfiguration.Open(release.Name), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    private KernelProfile(KernelProfile other)
    {
        Release = other.Release;
        Rules = other.Rules;
        tables = other.tables;
        types = other.types;
        configuration = other.configuration;
        symbols = other.symbols;
    }

    /// <summary>The profile of Linux 7.3.</summary>
    public static KernelProfile Linux73 { get; } = new(Releases.Linux73.Release);

    /// <summary>The names that <see cref="Open"/> knows, the newest kernel first.</summary>
    public static ImmutableArray<string> Names => [.. KernelReleases.Bundled.Select(release => release.Name)];

    /// <summary>Such as <c>linux-7.3</c>.</summary>
    public string Name => Release.Name;

    /// <summary>The release that everything here was taken from.</summary>
    public KernelRelease Release { get; }

    /// <summary>The rules that programs are judged by: the release's own, unless others are tried.</summary>
    public KernelRules Rules { get; private init; }

    /// <summary>The kernel's own BTF, unpacked as it is asked for.</summary>
    public BtfSpec Types => types.Value;

    public KernelConfiguration Configuration => configuration.Value;

    /// <summary>The names of the kernel's symbols.</summary>
    public KernelSymbols Symbols => symbols.Value;

    public ProgramTypeTable ProgramTypes => tables.ProgramTypes;

    /// <summary>What programs may return.</summary>
    public ReturnRanges ReturnRanges => tables.ReturnRanges;

    public AttachTables Attach => tables.Attach;

    public HelperTable Helpers => tables.Helpers;

    public ContextRules Contexts => tables.Contexts;

    public KfuncTable Kfuncs => tables.Kfuncs;

    public MapTypeTable Maps => tables.Maps;

    /// <summary>The few fields of kernel objects that programs may write.</summary>
    public StructWrites StructWrites => tables.StructWrites;

    /// <summary>The structs in the kernel's types that say which pointers keep their trust.</summary>
    public TrustSuffixes TrustSuffixes => tables.TrustSuffixes;

    /// <summary>The same kernel under other rules.</summary>
    public KernelProfile WithRules(KernelRules rules) => new(this) { Rules = rules };

    /// <summary>The profile of a name.</summary>
    /// <exception cref="ArgumentException">No profile has this name.</exception>
    public static KernelProfile Open(string name) => name == Linux73.Name
        ? Linux73
        : KernelReleases.Bundled.FirstOrDefault(release => release.Name == name) is { } older
        ? Older.GetOrAdd(name, static (_, release) => new KernelProfile(release), older)
        : throw new ArgumentException($"no kernel profile '{name}'; known: {string.Join(", ", Names)}", nameof(name));
}
