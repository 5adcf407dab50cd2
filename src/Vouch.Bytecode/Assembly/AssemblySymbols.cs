using System;
using System.Collections.Generic;

namespace Vouch.Bytecode.Assembly;

/// <summary>What names outside the text stand for, as an object file's relocations would say it. Labels of the text and helpers need no entry.</summary>
public sealed class AssemblySymbols
{
    /// <summary>No names.</summary>
    public static AssemblySymbols None { get; } = new();

    /// <summary>Map names to map indices: <c>r1 = name ll</c> loads the map, <c>r1 = name[8] ll</c> the address of byte 8 of its value.</summary>
    public Dictionary<string, int> Maps { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Kernel function names to type numbers, for <c>call name</c>.</summary>
    public Dictionary<string, int> Kfuncs { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Kernel variable names to type numbers, for <c>r1 = name ll</c>.</summary>
    public Dictionary<string, int> KernelVariables { get; init; } = new(StringComparer.Ordinal);
}
