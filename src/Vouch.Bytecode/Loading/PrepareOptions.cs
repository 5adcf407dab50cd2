using System;
using System.Collections.Immutable;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>What a user may change between reading an object and verifying its programs.</summary>
public sealed record PrepareOptions
{
    /// <summary>Load flags for every program, besides those that its section implies.</summary>
    public LoadFlags Flags { get; init; }

    /// <summary>
    /// Initial bytes of global data by map name (as <see cref="MapDefinition.Name"/>), instead of the file's; the same length. Null: the file's.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<byte>>? InitialValues { get; init; }

    /// <summary>
    /// The program whose functions are replaced by <c>freplace</c> programs, and traced by those of <c>fentry</c>, <c>fexit</c>,
    /// <c>fmod_ret</c> and <c>fsession</c> that name one of them. Null: freplace programs are taken for programs of the type that their
    /// context suggests, and all others are of the kernel.
    /// </summary>
    public LoadRequest? TargetProgram { get; init; }

    /// <summary>
    /// The function of <see cref="TargetProgram"/> that is meant, whatever sections say; null: the one that a program's section names, or
    /// the program itself where it names none.
    /// </summary>
    public string? TargetFunction { get; init; }

    /// <summary>Only programs whose name it accepts are prepared; null means all.</summary>
    public Predicate<string>? Selection { get; init; }

    /// <summary>
    /// Only maps that it accepts are created; null means all. Programs may refer to the others as long as no path reaches the reference.
    /// </summary>
    public Predicate<MapDefinition>? MapSelection { get; init; }
}
