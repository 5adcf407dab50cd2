using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Vouch.Kernel.Rules;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

/// <summary>How kernels stand in the code: docs/kernels.md.</summary>
public class RuleTests
{
    private const string Verifier = "src/Vouch.Verifier";

    /// <summary>Where releases and what they do otherwise are stated.</summary>
    private static readonly string[] Stated = ["src/Vouch.Kernel/Releases/", "src/Vouch.Kernel/Rules/"];

    private static readonly Dictionary<string, string> VerifierCode = Repo.SourceFiles(Verifier)
        .ToDictionary(file => file, file => WithoutComments(File.ReadAllText(Repo.PathOf(file))), StringComparer.Ordinal);

    /// <summary>The records of rules, one a room.</summary>
    private static readonly Type[] Rooms =
        [.. Properties(typeof(KernelRules)).Select(p => p.PropertyType).Where(t => t.Namespace == typeof(KernelRules).Namespace && t != typeof(PhraseBook) && !t.IsEnum)];

    [Fact]
    public void Every_rule_is_read_in_exactly_one_file_of_the_verifier()
    {
        // Names of a room's rules are found nowhere else in the verifier; the few that stand alone are found behind the rules' own name.
        IEnumerable<(string Rule, string Pattern)> rules =
            from type in Rooms.Append(typeof(KernelRules))
            from property in Properties(type)
            where !Rooms.Contains(property.PropertyType) 
            select ($"{type.Name}.{property.Name}", (type == typeof(KernelRules) ? @"\bRules\." : @"\b") + property.Name + @"\b");
        Assert.All(rules, rule =>
        {
            string[] readers = [.. VerifierCode.Where(file => Regex.IsMatch(file.Value, rule.Pattern)).Select(file => file.Key)];
            Assert.True(readers.Length == 1, $"{rule.Rule} is read in {readers.Length} files: {string.Join(", ", readers)}");
        });
    }

    [Fact]
    public void Every_key_of_a_phrase_book_is_a_message_at_exactly_one_place_of_the_verifier()
    {
        // At a second place an older release might have said something else, and would be translated unseen.
        ILookup<string, string> places = (
            from file in VerifierCode
            from message in Messages(file.Value)
            select (message.Words, Place: $"{file.Key}:{message.Line}")).ToLookup(m => m.Words, m => m.Place, StringComparer.Ordinal);
        Assert.NotEmpty(Books());
        Assert.All(
            Books().SelectMany(book => book.Keys).Distinct(),
            key => Assert.True(places[key].Count() == 1, $"'{key}' is a message at {places[key].Count()} places: {string.Join(", ", places[key])}"));
    }

    [Fact]
    public void Releases_are_named_only_where_releases_and_rules_are_stated()
    {
        // The newest has a name in code, as the kernel that is meant where none is said; which releases have a fact stands in its row.
        Assert.Empty(Strays(@"(?<!ReleaseSet\.)\bLinux(?:[3-6]\d+|7[0-2])(?:Words)?\b", Stated));
        Assert.Empty(Strays(@"(?i)\blinux[- ]?[3-9]\.\d|""[3-9]\.\d+(?:\.\d+)?""", Stated));
        Assert.Empty(Strays(@"\bReleaseSet\b|\bnew KernelVersion\b|\bRelease\.(?:Version|Facts)\b *(?:[<>=!]=|[<>]|is\b|switch\b)", "src/Vouch.Kernel/"));
    }

    [Fact]
    public void Models_are_named_only_where_rules_are_stated_and_where_their_class_is_chosen()
    {
        Assert.All(
            (Type[])[typeof(ObjectModel), typeof(CallbackModel)],
            type => Assert.Empty(Strays($@"\b{type.Name}\.(?:{string.Join('|', Enum.GetNames(type))})\b", [.. Stated, "src/Vouch.Verifier/ChosenRules.cs"])));
    }

    /// <summary>Lines of code that a pattern finds in the sources, but for those under some folders.</summary>
    private static IEnumerable<string> Strays(string pattern, params string[] but) =>
        from file in Repo.SourceFiles("src")
        where !but.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
        from line in WithoutComments(File.ReadAllText(Repo.PathOf(file))).Split('\n')
        where Regex.IsMatch(line, pattern)
        select $"{file}: {line.Trim()}";

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static IEnumerable<PhraseBook> Books() =>
        from type in typeof(KernelRules).Assembly.GetTypes()
        from property in type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where property.PropertyType == typeof(PhraseBook) && type != typeof(PhraseBook)
        select (PhraseBook)property.GetValue(null)!;

    /// <summary>The texts in a file, with their values numbered as the keys of a phrase book have them.</summary>
    private static IEnumerable<(string Words, int Line)> Messages(string code) => Regex.Matches(code, @"(\$?)""((?:[^""\\{}]|\\.|\{\{|\}\}|\{(?:[^{}""]|""[^""]*"")*\})*)""").Select(text =>
    {
        int number = 0;
        int line = code.AsSpan(0, text.Index).Count('\n') + 1;
        string words = Regex.Unescape(text.Groups[2].Value);
        return (text.Groups[1].Length == 0
            ? words
            : Regex.Replace(words, @"\{\{|\}\}|\{(?:[^{}""]|""[^""]*"")*\}", hole => hole.Value is "{{" ? "{" : hole.Value is "}}" ? "}" : $"{{{number++}}}"), line);
    });

    private static string WithoutComments(string code) => Regex.Replace(code, @"^\s*//.*$", "", RegexOptions.Multiline);
}
