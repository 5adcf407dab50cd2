using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;

namespace Vouch.Report.Kernels;

/// <summary>Things of one kind that a kernel has, by name.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Names">Their names, in alphabetical order.</param>
public sealed record KernelFacts(string Kind, IReadOnlyList<string> Names)
{
    /// <summary>What programs can use and attach to.</summary>
    public static IReadOnlyList<KernelFacts> Of(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return
        [
            Sorted("program types", kernel.ProgramTypes.All.Select(row => row.Type.UapiName())),
            Sorted("attach types", Enumerable.Range(0, kernel.ProgramTypes.AttachTypeCount).Select(type => ((AttachType)type).UapiName())),
            Sorted("map types", kernel.Maps.All.Select(row => row.Type.UapiName())),
            Sorted("helpers", Enumerable.Range(1, kernel.Helpers.Count - 1).Select(kernel.Helpers.NameOf)),
            Sorted("kfuncs", kernel.Kfuncs.Callable),
            Sorted("struct_ops", kernel.Attach.AllStructOps.Where(kind => !IsForTests(kind.Module)).Select(kind => kind.Struct)),
            Sorted("iterators", kernel.Attach.AllIterators.Select(target => target.Name)),
        ];
    }

    private static KernelFacts Sorted(string kind, IEnumerable<string> names) => new(kind, [.. names.Distinct().Order(StringComparer.Ordinal)]);

    private static bool IsForTests(string module) => module.StartsWith("bpf_test", StringComparison.Ordinal);
}
