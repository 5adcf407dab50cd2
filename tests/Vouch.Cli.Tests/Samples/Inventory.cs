using System;
using System.Collections.Generic;
using System.Text.Json;
using Vouch.Cli.Tests.Repository;

namespace Vouch.Cli.Tests.Samples;

/// <summary>What is known to differ from the kernel's log for a sample's program, and why.</summary>
internal sealed record KnownMiss(string[] Misses, string Reason);

/// <summary>
/// Every program of every sample, with its known misses. A miss that is not listed fails the test, and so does a listed one that
/// agrees. With VOUCH_ACCEPT=1 in the environment a test run rewrites the list.
/// </summary>
internal static class Inventory
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string File = Repo.PathOf("tests/Vouch.Cli.Tests/Samples/inventory.json");

    public static bool IsAccepting { get; } = Environment.GetEnvironmentVariable("VOUCH_ACCEPT") == "1";

    public static SortedDictionary<string, KnownMiss?> Load() =>
        JsonSerializer.Deserialize<SortedDictionary<string, KnownMiss?>>(System.IO.File.ReadAllText(File), Format)!;

    public static void Save(SortedDictionary<string, KnownMiss?> entries) =>
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(entries, Format) + "\n");
}
