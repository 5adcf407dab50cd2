using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vouch.Bytecode;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

public class DocumentationTests
{
    public static TheoryData<string> Documents() =>
    [
        .. Directory.EnumerateFiles(Repo.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repo.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repo.PathOf("samples"), "*.md"))
            .Select(f => Path.GetRelativePath(Repo.Root, f).Replace('\\', '/')),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_of_a_document_leads_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Repo.PathOf(document))!;
        IEnumerable<string> broken =
            from Match link in Regex.Matches(File.ReadAllText(Repo.PathOf(document)), @"\]\((?<target>[^)#\s]+)[^)]*\)")
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target))
            select target;
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_of_the_repository_that_a_document_names_exists(string document)
    {
        IEnumerable<string> broken =
            from Match path in Regex.Matches(File.ReadAllText(Repo.PathOf(document)), @"(?<![\w/.])(?:src|samples|docs|tests|bench|eng|\.ci)/[\w./-]*[\w/]")
            where !path.Value.Contains("NAME", StringComparison.Ordinal) && !Path.Exists(Repo.PathOf(path.Value))
            select path.Value;
        Assert.Empty(broken);
    }

    public static TheoryData<string> PublicTypes() =>
    [
        .. from type in new[] { typeof(BadInputException), typeof(KernelProfile), typeof(VerificationResult), typeof(ProgramReport), typeof(Judge) }
           from exported in type.Assembly.GetExportedTypes()
           where !exported.IsDefined(typeof(CompilerGeneratedAttribute))
           select exported.FullName! + ", " + exported.Assembly.GetName().Name,
    ];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void A_public_type_says_what_it_is(string name)
    {
        Type type = Type.GetType(name, throwOnError: true)!;
        string id = "T:" + type.FullName!.Replace('+', '.');
        Assert.Contains(id, SummariesOf(type.Assembly));
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void A_public_method_says_what_its_signature_does_not(string name)
    {
        Type type = Type.GetType(name, throwOnError: true)!;
        HashSet<string> documented = SummariesOf(type.Assembly);
        string prefix = "M:" + type.FullName!.Replace('+', '.') + ".";
        IEnumerable<string> silent =
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName && method.GetBaseDefinition() == method && !method.IsDefined(typeof(CompilerGeneratedAttribute))
            where !typeof(Delegate).IsAssignableFrom(type) && !IsOfEveryRecord(method)
            let id = prefix + method.Name
            where !documented.Any(d => d == id || d.StartsWith(id + "(", StringComparison.Ordinal) || d.StartsWith(id + "`", StringComparison.Ordinal))
            select method.Name;
        Assert.Empty(silent);
    }

    private static bool IsOfEveryRecord(MethodInfo method) => method.Name is "Deconstruct" or "Equals" or "<Clone>$" or "PrintMembers";

    private static HashSet<string> SummariesOf(Assembly assembly) =>
    [
        .. from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
           where member.Element("summary") is { } summary && !string.IsNullOrWhiteSpace(summary.Value)
           select (string)member.Attribute("name")!,
    ];
}
