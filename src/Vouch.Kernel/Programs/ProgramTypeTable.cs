using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;

namespace Vouch.Kernel.Programs;

/// <summary>The program types of a kernel.</summary>
public sealed class ProgramTypeTable
{
    private readonly NumberedRows<ProgramTypeFacts> rows = new(ProgramTypeRows.All, row => (int)row.Type);

    internal ProgramTypeTable()
    {
    }

    /// <summary>All that can be loaded.</summary>
    public ImmutableArray<ProgramTypeFacts> All { get; } = ProgramTypeRows.All;

    /// <summary>The type's row, or null when this kernel cannot load it (not configured in, or unknown).</summary>
    public ProgramTypeFacts? Find(ProgramType type) => rows.Find((int)type);
}
