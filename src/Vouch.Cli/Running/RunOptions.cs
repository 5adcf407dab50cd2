using System;
using System.Collections.Generic;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>What to verify and how.</summary>
internal sealed record RunOptions
{
    /// <summary>Objects, or files that carry some.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public string Kernel { get; init; } = KernelProfile.Linux73.Name;

    /// <summary>Other rules than that kernel's own; null for its own.</summary>
    public Func<KernelRules, KernelRules>? RuleChange { get; init; }

    /// <summary>BTF files of modules that are loaded in that kernel.</summary>
    public IReadOnlyList<string> ModuleTypes { get; init; } = [];

    /// <summary>The program that others replace or trace, as <c>OBJECT:PROGRAM</c>; null when there is none.</summary>
    public string? Target { get; init; }

    /// <summary>The function of it that is meant; null for those that sections name.</summary>
    public string? TargetFunction { get; init; }

    /// <summary>Says of programs that the kernel accepts where the strict object model would not.</summary>
    public bool WarnsOfEscapes { get; init; }

    /// <summary>Tells the story of rejections that have to do with the life of an object.</summary>
    public bool TellsStories { get; init; }

    public StatFilter Filter { get; init; } = new([]);

    public VerifierOptions Verifier { get; init; } = new();

    /// <summary>What the run may take.</summary>
    public RunLimits Limits { get; init; } = new();

    /// <summary>How source files are called here.</summary>
    public SourceRoots SourceRoots { get; init; } = new([]);

    /// <summary>Load flags added to every program's own.</summary>
    public LoadFlags AddedFlags { get; init; }

    /// <summary>Programs verified at the same time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;
}
