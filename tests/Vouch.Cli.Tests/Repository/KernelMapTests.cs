using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Vouch.Bytecode.Loading;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

/// <summary>docs/kernel-map.md leads readers of the kernel to our code: what it names must be there.</summary>
public sealed partial class KernelMapTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Assemblies =
        [typeof(ObjectLoader).Assembly, typeof(KernelProfile).Assembly, typeof(Verifier.Verifier).Assembly];

    private static readonly ILookup<string, Type> Types = Assemblies.SelectMany(a => a.GetTypes()).ToLookup(t => t.Name.Split('`')[0]);

    private static readonly Row[] Rows =
    [
        .. File.ReadLines(Repo.PathOf("docs/kernel-map.md")).Select(line => TableRow().Match(line)).Where(m => m.Success)
            .Select(m => new Row(Words(m.Groups["kernel"].Value), Words(m.Groups["ours"].Value), m.Groups["where"].Value)),
    ];

    [Fact]
    public void Every_place_that_the_map_names_exists()
    {
        Assert.Equal("", string.Join(", ", Rows.SelectMany(row => row.Ours).Where(place => !Exists(place))));
    }

    [Fact]
    public void Every_folder_that_the_map_names_is_where_the_first_place_lies()
    {
        Assert.Empty(
            from row in Rows
            let folders = Types[row.Ours[0].Split('.')[0]].Select(FolderOf)
            where !folders.Contains(row.Folder)
            select $"{row.Ours[0]} lies in {string.Join(" and ", folders)}, not in {row.Folder}");
    }

    [Fact]
    public void The_map_has_at_least_150_functions_of_the_kernel_and_none_twice()
    {
        string[] functions = [.. Rows.SelectMany(row => row.Kernel)];
        Assert.True(functions.Length >= 150, $"only {functions.Length}");
        Assert.Empty(functions.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory]
    [InlineData("process_dynptr_func")]
    [InlineData("regsafe")]
    [InlineData("btf_struct_access")]
    [InlineData("check_reference_leak")]
    [InlineData("backtrack_insn")]
    [InlineData("adjust_scalar_min_max_vals")]
    [InlineData("bpf_object__relocate")]
    public void What_readers_look_for_first_is_in_the_map(string function)
    {
        Assert.Contains(Rows, row => row.Kernel.Contains(function));
    }

    /// <summary>A type alone, or a type and a member of it.</summary>
    private static bool Exists(string place)
    {
        string[] parts = place.Split('.');
        return parts.Length == 1
            ? Types.Contains(parts[0])
            : Types[parts[0]].Any(type => type.GetMember(parts[1], Any).Length > 0);
    }

    private static string FolderOf(Type type) => type.Namespace!["Vouch.".Length..].Replace('.', '/');

    private static string[] Words(string cell) => [.. Quoted().Matches(cell).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"^\| (?<kernel>`[^|]+`) \| (?<ours>`[^|]+`) \| (?<where>[\w/]+) \|$")]
    private static partial Regex TableRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    private sealed record Row(string[] Kernel, string[] Ours, string Folder);
}
