using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>Loads objects as libbpf does, up to the point where the kernel would be asked.</summary>
public static class ObjectLoader
{
    /// <summary>
    /// Relocates every selected program against a kernel, each as if it were the only one of the object to be loaded. What fails is told
    /// per program and is not an exception.
    /// </summary>
    public static ImmutableArray<PreparedProgram> Prepare(this ObjectFile file, KernelView kernel, PrepareOptions? options = null)
    {
        PrepareOptions chosen = options ?? new PrepareOptions();
        ProgramPreparer preparer = new(file, kernel, chosen);
        IEnumerable<ObjectProgram> selected = file.Programs.Where(p => chosen.Selection is null || chosen.Selection(p.Name));
        return [.. selected.Select(preparer.Prepare)];
    }
}
