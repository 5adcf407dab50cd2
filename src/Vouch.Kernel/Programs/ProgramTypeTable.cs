using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Programs;

/// <summary>The program types of a kernel.</summary>
public sealed class ProgramTypeTable
{
    private readonly NumberedRows<ProgramTypeFacts> rows;

    internal ProgramTypeTable(KernelRelease release)
    {
        release.Require(ProgramTypeRows.Known & AttachTypeCounts.Known, "program types");
        All = [.. ProgramTypeRows.All.Where(release.Has)];
        foreach (AttachTypeCount row in AttachTypeCounts.All)
        {
            AttachTypeCount = release.Has(row) ? row.Count : AttachTypeCount;
        }

        rows = new NumberedRows<ProgramTypeFacts>(All, row => (int)row.Type);
    }

    /// <summary>One past the last attach type.</summary>
    public int AttachTypeCount { get; }

    /// <summary>All that can be loaded.</summary>
    public ImmutableArray<ProgramTypeFacts> All { get; }

    /// <summary>The type's row, or null when this kernel cannot load it (not configured in, or unknown).</summary>
    public ProgramTypeFacts? Find(ProgramType type) => rows.Find((int)type);
}
