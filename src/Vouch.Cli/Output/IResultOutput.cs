using System.Collections.Generic;
using Vouch.Cli.Running;
using Vouch.Kernel;

namespace Vouch.Cli.Output;

/// <summary>Writes the results of a run: those of each object as soon as they are there, and what can only be said at the end.</summary>
internal interface IResultOutput
{
    /// <summary>One object's reports, in the order in which the objects were named.</summary>
    void Add(ObjectReport report);

    /// <summary>The run has ended.</summary>
    void Finish(RunEnd end);
}

/// <summary>How a run ended.</summary>
/// <param name="Kernel">The kernel that was asked.</param>
/// <param name="Missing">Files that are not done, or not wholly: none unless the run was interrupted.</param>
internal sealed record RunEnd(KernelProfile Kernel, IReadOnlyList<string> Missing);
