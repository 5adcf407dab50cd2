using System;
using System.Collections.Generic;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Attach;

/// <summary>A name in a set.</summary>
internal sealed record FunctionSetRow(ReleaseSet In, FunctionSetId Set, string Name) : IFact
{
    public FunctionSetRow(FunctionSetId set, string name)
        : this(ReleaseSet.All, set, name)
    {
    }
}

/// <summary>One release's sets of kernel functions and types by name.</summary>
internal sealed class FunctionSets
{
    private readonly HashSet<string>[] sets = new HashSet<string>[(int)FunctionSetId.Last + 1];

    public FunctionSets(KernelRelease release)
    {
        release.Require(FunctionSetRows.Known, "sets of functions");
        for (int set = 0; set < sets.Length; set++)
        {
            sets[set] = new HashSet<string>(StringComparer.Ordinal);
        }

        foreach (FunctionSetRow row in FunctionSetRows.All)
        {
            if (release.Has(row))
            {
                _ = sets[(int)row.Set].Add(row.Name);
            }
        }
    }

    public IReadOnlySet<string> this[FunctionSetId set] => sets[(int)set];

    /// <summary>True when the program attaches to a function of the set.</summary>
    public bool HasHook(FunctionSetId set, ProgramTraits program) => program.AttachFunction is { } name && sets[(int)set].Contains(name);
}
