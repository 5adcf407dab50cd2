using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Verifier;
using Vouch.Verifier.Rejections;
using Xunit;

namespace Vouch.Cases.Tests;

/// <summary>
/// Which rule each message of the cases stands for, and what kind of thing it is about: <c>rules.txt</c>, a line a message, with its names and
/// numbers masked. <c>VOUCH_ACCEPT=1</c> rewrites the file.
/// </summary>
public class RuleOfMessageTests
{
    private static readonly string Path = System.IO.Path.Combine(CaseFile.Folder(), "..", "rules.txt");

    // Titles of cases are names of their programs, and numbers those of one program.
    private static readonly Regex Particular = new(@"(?<![a-z])'[a-z0-9_]+'|\b[a-z0-9]+(?:_[a-z0-9]+){4,}\b|0x[0-9a-f]+|-?\d+");

    [Fact]
    public void Every_message_of_the_cases_keeps_its_rule_and_the_kind_of_its_subject()
    {
        IEnumerable<VerificationResult> rejected = CaseFile.ReadAll().SelectMany(f => f.Cases).AsParallel()
            .Select(c => CaseTests.JudgeOf(c.Flags, c.IsOrdinary).Verify(c.Program)!)
            .Where(result => result.Verdict == Verdict.Rejected);
        string[] found = [.. rejected.Select(LineOf).Distinct().Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("VOUCH_ACCEPT") == "1")
        {
            File.WriteAllLines(Path, found);
        }

        Assert.Equal(File.ReadAllLines(Path), found);
    }

    private static string LineOf(VerificationResult result)
    {
        Rejection rejection = result.Rejection!.Value;
        return $"{rejection.Entry.Id} {rejection.Subject.Kind}: {Particular.Replace(result.Message.Split('\n')[0], "#")}";
    }
}
