using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

public class LayeringTests
{
    /// <summary>The modules of the verifier, lowest first: each may use those before it. The picture is in docs/architecture.md.</summary>
    private static readonly string[] VerifierLayers =
    [
        "Domains", "Rejections", "Log", "State", "Trace", "Types", "Policy", "Signatures", "Flow", "Precision", "Paths", "Objects", "Memory", "Calls", "Transfer",
        "Exploration", "Admission",
    ];

    /// <summary>The assemblies, lowest first.</summary>
    private static readonly string[] Assemblies = ["Vouch.Bytecode", "Vouch.Kernel", "Vouch.Verifier", "Vouch.Report", "Vouch.Fuzzing", "Vouch.Cli"];

    /// <summary>Types beside the modules that stand above all of them; the others stand below all.</summary>
    private static readonly string[] AboveAll = ["ChosenRules", "ClosingStatistics", "PlaceholderText", "VerificationResult", "Verifier", "WarmUp"];

    /// <summary>A session joins the modules up to this one, and is used by those above it.</summary>
    private const string HighestBelowSession = "Paths";

    private static readonly string[] BesideSession = ["Session", "VerifierOptions"];

    /// <summary>Rules that a kernel release chooses: a session asks for them when it starts and hands them on to the modules that they are of.</summary>
    private static readonly string[] HandedOn = ["ChosenRules", "Objects.Models.", "Memory.Offsets.", "Calls.Callbacks.", "Calls.Parameters."];

    /// <summary>What is known before exploration. It is written by passes, which are in these modules.</summary>
    private static readonly string[] Facts =
    [
        "ProgramUnderTest", "State.ProgramFacts", "State.SubprogramInfo", "State.InstructionNotes", "State.AttachPoint", "State.MapModel",
    ];

    private static readonly string[] Passes = ["State", "Types", "Policy", "Signatures", "Flow", "Admission"];

    // Text shows which types are named, compiled code shows also those that are only passed through: session.Something.Call().
    private static readonly IReadOnlyList<CodeReference> VerifierCode = CompiledCode.Read(typeof(Verifier.Verifier).Assembly.Location);

    [Fact]
    public void A_module_of_the_verifier_uses_only_modules_below_it()
    {
        IEnumerable<CodeReference> upward = VerifierCode.Where(r => RankOf(r.To) > RankOf(r.From) && !IsHandedOn(r));
        Assert.Empty(upward.DistinctBy(r => (r.From, r.To)));
    }

    [Fact]
    public void What_is_known_before_exploration_is_written_by_passes_alone()
    {
        IEnumerable<CodeReference> writes =
            from reference in VerifierCode
            where reference.IsWrite && Facts.Any(f => reference.Through.StartsWith(Root + f + ".", StringComparison.Ordinal))
            where !reference.From.Contains('<') && ModuleOf(reference.From) is { } module && !Passes.Contains(module)
            select reference;
        Assert.Empty(writes);
    }

    [Fact]
    public void Every_folder_of_the_verifier_is_a_known_module()
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(Repo.PathOf("src/Vouch.Verifier")).Select(d => Path.GetFileName(d));
        Assert.Empty(folders.Except(VerifierLayers).Except(["bin", "obj"]));
    }

    [Fact]
    public void An_assembly_refers_only_to_assemblies_below_it()
    {
        IEnumerable<string> upward =
            from assembly in Assemblies.Index()
            let project = File.ReadAllText(Repo.PathOf($"src/{assembly.Item}/{assembly.Item}.csproj"))
            from above in Assemblies.Skip(assembly.Index)
            where project.Contains($"/{above}.csproj", StringComparison.Ordinal)
            select $"{assembly.Item} refers to {above}";
        Assert.Empty(upward);
    }

    [Fact]
    public void The_core_takes_no_packages()
    {
        Assert.DoesNotContain(Assemblies.Take(5), a => File.ReadAllText(Repo.PathOf($"src/{a}/{a}.csproj")).Contains("PackageReference", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_is_the_folder_it_lies_in()
    {
        IEnumerable<string> strays =
            from file in Repo.SourceFiles("src").Concat(Repo.SourceFiles("tests"))
            let declared = File.ReadLines(Repo.PathOf(file)).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))
            where declared is not null
            let expected = Path.GetDirectoryName(file)!.Replace('\\', '/').Split('/', 2)[1].Replace('/', '.')
            where declared != $"namespace {expected};"
            select $"{file}: {declared}";
        Assert.Empty(strays);
    }

    [Fact]
    public void No_hand_written_file_is_longer_than_600_lines()
    {
        Assert.DoesNotContain(Repo.SourceFiles("src").Concat(Repo.SourceFiles("tests")), f => File.ReadLines(Repo.PathOf(f)).Count() > 600);
    }

    private const string Root = "Vouch.Verifier.";

    /// <summary>The module that a type of the verifier is in, or null when it is in none.</summary>
    private static string? ModuleOf(string type)
    {
        string[] parts = type.Split('.');
        return parts.Length > 3 && type.StartsWith(Root, StringComparison.Ordinal) ? parts[2] : null;
    }

    private static bool IsHandedOn(CodeReference reference) => reference.From == Root + "Session"
        && HandedOn.Any(h => reference.To.StartsWith(Root + h, StringComparison.Ordinal));

    /// <summary>How high a type of the verifier stands.</summary>
    private static int RankOf(string type)
    {
        if (!type.StartsWith(Root, StringComparison.Ordinal))
        {
            return -1;
        }

        return ModuleOf(type) is { } module ? 2 * Array.IndexOf(VerifierLayers, module)
            : BesideSession.Contains(type[Root.Length..]) ? (2 * Array.IndexOf(VerifierLayers, HighestBelowSession)) + 1
            : AboveAll.Contains(type[Root.Length..]) ? int.MaxValue : -1;
    }
}
