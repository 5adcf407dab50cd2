using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Samples;

/// <summary>The samples' verification against the log that Linux 7.3 wrote for them.</summary>
public class SampleTests
{
    private static readonly string[] Kinds = ["verdict", "message", "counts", "stats", "trace", "preamble"];

    private static readonly string[] Folders = ["samples", "samples/objects"];

    private static readonly Lazy<Dictionary<string, VerifierLog>> Golden = new(() => ReadAll(File.ReadAllText));

    private static readonly Lazy<Dictionary<string, VerifierLog>> Ours = new(() => ReadAll(log => Verify(Path.ChangeExtension(log, ".bpf.o"))));

    /// <summary>What programs with an unknown verdict need.</summary>
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal);

    public static TheoryData<string> Programs() => [.. Golden.Value.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_sample_is_verified_as_the_kernel_does_it_apart_from_known_misses(string program)
    {
        VerifierLog golden = Golden.Value[program];
        VerifierLog? ours = Ours.Value.GetValueOrDefault(program);
        string[] misses = [.. Kinds.Except(golden.AgreementsWith(ours))];
        string[] known = Inventory.Load().GetValueOrDefault(program)?.Misses ?? [];
        if (!Inventory.IsAccepting && !misses.SequenceEqual(known))
        {
            Assert.Fail($"{program}: known misses [{string.Join(", ", known)}], found [{string.Join(", ", misses)}]\n"
                + (ours is null ? "no row" : golden.FirstDifference(ours)));
        }
    }

    [Fact]
    public void No_sample_is_accepted_that_the_kernel_rejects()
    {
        Assert.DoesNotContain(
            Golden.Value,
            g => g.Value.Row["verdict"] == "failure" && Ours.Value.GetValueOrDefault(g.Key)?.Row["verdict"] == "success");
    }

    [Fact]
    public void The_inventory_lists_every_program_and_gives_a_reason_for_every_miss()
    {
        if (Inventory.IsAccepting)
        {
            Accept();
        }

        SortedDictionary<string, KnownMiss?> entries = Inventory.Load();
        Assert.Equal(Golden.Value.Keys.Order(StringComparer.Ordinal), entries.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(entries, e => e.Value is { } miss && (miss.Misses.Length == 0 || string.IsNullOrWhiteSpace(miss.Reason)));
    }

    [Fact]
    public void Every_sample_has_source_object_and_log()
    {
        string[] NamesOf(string suffix) => [.. FilesOf(suffix).Select(f => f[..^suffix.Length]).Order(StringComparer.Ordinal)];

        Assert.Equal(NamesOf(".bpf.c"), NamesOf(".bpf.o"));
        Assert.Equal(NamesOf(".bpf.c"), NamesOf(".log"));
        Assert.True(NamesOf(".bpf.c").Length >= 24);
    }

    private static IEnumerable<string> FilesOf(string suffix) =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Repo.PathOf(folder), "*" + suffix)
        select file;

    /// <summary>How the inventory names a sample: its path below the samples' folder, without endings.</summary>
    private static string NameOf(string file) =>
        Path.GetRelativePath(Repo.PathOf("samples"), file).Replace('\\', '/').Replace(".bpf.o", "", StringComparison.Ordinal).Replace(".log", "", StringComparison.Ordinal);

    private static void Accept()
    {
        SortedDictionary<string, KnownMiss?> before = Inventory.Load(), after = [];
        foreach ((string program, VerifierLog golden) in Golden.Value)
        {
            string[] misses = [.. Kinds.Except(golden.AgreementsWith(Ours.Value.GetValueOrDefault(program)))];
            string reason = Unsupported.GetValueOrDefault(program) ?? before.GetValueOrDefault(program)?.Reason ?? "";
            after[program] = misses.Length == 0 ? null : new KnownMiss(misses, reason);
        }

        Inventory.Save(after);
    }

    private static Dictionary<string, VerifierLog> ReadAll(Func<string, string> textOf) =>
        (from log in FilesOf(".log")
         from program in VerifierLog.Read(textOf(log))
         select KeyValuePair.Create(NameOf(log) + "/" + program.Key, program.Value)).ToDictionary();

    private static string Verify(string file)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        VouchCommand.Run(["stat", "-v", "-l", "2", "-o", "csv", file], new Terminal(output, error));
        foreach (Match unknown in Regex.Matches(error.ToString(), @"^unknown: .+\.bpf\.o/(?<program>\w+): (?<what>.+)$", RegexOptions.Multiline))
        {
            Unsupported[NameOf(file) + "/" + unknown.Groups["program"].Value] = "not supported yet: " + unknown.Groups["what"].Value.Trim();
        }

        return output.ToString();
    }
}
