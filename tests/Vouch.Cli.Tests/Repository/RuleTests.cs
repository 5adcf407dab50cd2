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

    /// <summary>Read where the models are chosen and, until models are objects of their own, where they differ.</summary>
    private static readonly string[] ReadInManyPlaces = [nameof(KernelRules.Objects), nameof(KernelRules.Callbacks)];

    private static readonly Dictionary<string, string> VerifierCode = Repo.SourceFiles(Verifier)
        .ToDictionary(file => file, file => WithoutComments(File.ReadAllText(Repo.PathOf(file))), StringComparer.Ordinal);

    /// <summary>The records of rules, one a room.</summary>
    private static readonly Type[] Rooms =
        [.. Properties(typeof(KernelRules)).Select(p => p.PropertyType).Where(t => t.Namespace == typeof(KernelRules).Namespace && t != typeof(PhraseBook))];

    [Fact]
    public void Every_rule_is_read_in_exactly_one_file_of_the_verifier()
    {
        // Names of a room's rules are found nowhere else in the verifier; the few that stand alone are found behind the rules' own name.
        IEnumerable<(string Rule, string Pattern)> rules =
            from type in Rooms.Append(typeof(KernelRules))
            from property in Properties(type)
            where !Rooms.Contains(property.PropertyType) && !ReadInManyPlaces.Contains(property.Name)
            select ($"{type.Name}.{property.Name}", (type == typeof(KernelRules) ? @"\bRules\." : @"\b") + property.Name + @"\b");
        Assert.All(rules, rule =>
        {
            string[] readers = [.. VerifierCode.Where(file => Regex.IsMatch(file.Value, rule.Pattern)).Select(file => file.Key)];
            Assert.True(readers.Length == 1, $"{rule.Rule} is read in {readers.Length} files: {string.Join(", ", readers)}");
        });
    }

    [Fact]
    public void Every_key_of_a_phrase_book_is_a_message_of_the_verifier()
    {
        HashSet<string> messages = [.. VerifierCode.Values.SelectMany(Messages)];
        Assert.NotEmpty(Books());
        Assert.All(Books().SelectMany(book => book.Keys), key => Assert.Contains(key, messages));
    }

    [Fact]
    public void Older_releases_are_named_only_where_releases_and_rules_are_stated()
    {
        IEnumerable<string> strays =
            from file in Repo.SourceFiles("src")
            where !file.StartsWith("src/Vouch.Kernel/Releases/", StringComparison.Ordinal) && !file.StartsWith("src/Vouch.Kernel/Rules/", StringComparison.Ordinal)
            from line in WithoutComments(File.ReadAllText(Repo.PathOf(file))).Split('\n')
            where Regex.IsMatch(line, @"(?<!ReleaseSet\.)\bLinux(?:[56]\d+|7[0-2])(?:Words)?\b")
            select $"{file}: {line.Trim()}";
        Assert.Empty(strays);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static IEnumerable<PhraseBook> Books() =>
        from type in typeof(KernelRules).Assembly.GetTypes()
        from property in type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where property.PropertyType == typeof(PhraseBook) && type != typeof(PhraseBook)
        select (PhraseBook)property.GetValue(null)!;

    /// <summary>The texts in a file, with their values numbered as the keys of a phrase book have them.</summary>
    private static IEnumerable<string> Messages(string code) => Regex.Matches(code, @"(\$?)""((?:[^""\\{}]|\\.|\{\{|\}\}|\{(?:[^{}""]|""[^""]*"")*\})*)""").Select(text =>
    {
        int number = 0;
        string words = Regex.Unescape(text.Groups[2].Value);
        return text.Groups[1].Length == 0
            ? words
            : Regex.Replace(words, @"\{\{|\}\}|\{(?:[^{}""]|""[^""]*"")*\}", hole => hole.Value is "{{" ? "{" : hole.Value is "}}" ? "}" : $"{{{number++}}}");
    });

    private static string WithoutComments(string code) => Regex.Replace(code, @"^\s*//.*$", "", RegexOptions.Multiline);
}
