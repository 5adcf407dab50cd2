using System;
using System.Collections.Generic;

namespace Vouch.Bytecode.Disassembly;

/// <summary>The numbered helper functions that a program may call. Numbers are never reused, so one list serves all releases up to its own.</summary>
public static class HelperNames
{
    private static readonly Dictionary<string, int> Numbers = Index();

    /// <summary>One past the last number in use.</summary>
    public static int Limit => HelperNameTable.Names.Length;

    /// <summary>The name of a helper such as <c>bpf_map_lookup_elem</c>, or null when the number is not in use. Number 0 is <c>bpf_unspec</c>.</summary>
    public static string? NameOf(int number) => (uint)number < (uint)HelperNameTable.Names.Length ? HelperNameTable.Names[number] : null;

    /// <summary>The number of a helper by its full name, or null when there is none.</summary>
    public static int? NumberOf(string name) => Numbers.TryGetValue(name, out int number) ? number : null;

    private static Dictionary<string, int> Index()
    {
        string[] names = HelperNameTable.Names;
        var numbers = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int number = 0; number < names.Length; number++)
        {
            numbers.Add(names[number], number);
        }

        return numbers;
    }
}
