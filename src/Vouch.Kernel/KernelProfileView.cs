using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Kernel.Maps;
using Vouch.Kernel.Types;

namespace Vouch.Kernel;

/// <summary>What a loader sees of a profile's kernel.</summary>
public static class KernelProfileView
{
    private const int UnknownMapType = 22;

    // What the programs need by which libbpf tries helpers and attach types: one on a tracepoint, one on sockets of a cgroup.
    private const Capabilities TracingTrial = Capabilities.Bpf | Capabilities.Perfmon;
    private const Capabilities SocketTrial = Capabilities.Bpf | Capabilities.NetAdmin;

    /// <summary>
    /// Opens the profile's types and configuration, with the modules that are loaded. The view may be used by several threads at once.
    /// Symbols without a type are looked up among the kernel's, and among the functions and variables in the modules' BTF.
    /// </summary>
    /// <param name="profile">The kernel.</param>
    /// <param name="moduleFiles">Raw BTF or <c>.ko</c> files of the modules, in the order in which they were loaded.</param>
    /// <param name="capabilities">What the user who loads may do: he creates the maps, and only what he may try is found to be there.</param>
    /// <exception cref="BadInputException">A module's file is broken or belongs to another kernel.</exception>
    public static KernelView OpenView(
        this KernelProfile profile, IEnumerable<string>? moduleFiles = null, Capabilities capabilities = Capabilities.All)
    {
        ArgumentNullException.ThrowIfNull(profile);
        BtfSpec types = KernelTypes.Open(profile.Name);
        KernelConfiguration configuration = KernelConfiguration.Open(profile.Name);
        KernelSymbols symbols = KernelSymbols.Open(profile.Name);
        ImmutableArray<BtfSpec> modules = [.. (moduleFiles ?? []).Select(file => KernelTypes.OpenModule(file, types))];
        return new KernelView
        {
            Types = types,
            // Whether modules have types is found out by loading some.
            Modules = capabilities.Grants(Capabilities.Bpf) ? modules : [],
            Configuration = configuration.Find,
            HasSymbol = name => symbols.Contains(name) || modules.Any(module => Has(module, name)),
            MapCreationError = map => profile.Maps.Find(map.Type) is { } facts ? MapCreation.Check(map, facts, capabilities) : UnknownMapType,
            Version = profile.Release.Version.Packed,
            PutsArenaDataLast = profile.Release.Loading.PutsArenaDataLast,
            CpuCount = profile.Rules.CpuCount,
            TakesTypes = capabilities.Grants(Capabilities.Bpf),
            HasSeparateReads = capabilities.Grants(TracingTrial),
            HasCookies = profile.Release.Loading.HasCookies && capabilities.Grants(TracingTrial),
            TakesAttachTypes = capabilities.Grants(SocketTrial),
        };
    }

    private static bool Has(BtfSpec types, string name) =>
        types.Find(name, BtfKind.Function) is not null || types.Find(name, BtfKind.Variable) is not null;
}
