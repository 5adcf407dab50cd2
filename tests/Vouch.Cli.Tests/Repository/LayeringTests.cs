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
        "Domains", "Log", "State", "Trace", "Types", "Policy", "Signatures", "Flow", "Precision", "Paths", "Objects", "Memory", "Calls", "Transfer",
        "Exploration", "Admission",
    ];

    /// <summary>The assemblies, lowest first.</summary>
    private static readonly string[] Assemblies = ["Vouch.Bytecode", "Vouch.Kernel", "Vouch.Verifier", "Vouch.Report", "Vouch.Fuzzing", "Vouch.Cli"];

    [Fact]
    public void A_module_of_the_verifier_uses_only_modules_below_it()
    {
        IEnumerable<string> upward =
            from layer in VerifierLayers.Index()
            where Directory.Exists(Repo.PathOf("src/Vouch.Verifier/" + layer.Item))
            from file in Repo.SourceFiles("src/Vouch.Verifier/" + layer.Item)
            from line in File.ReadLines(Repo.PathOf(file))
            from above in VerifierLayers.Skip(layer.Index + 1)
            where Regex.IsMatch(line, $@"\bVouch\.Verifier\.{above}\b") || Regex.IsMatch(line, $@"^\s*using static .*\b{above}\.")
            select $"{file}: {line.Trim()}";
        Assert.Empty(upward);
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
}
