using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Cases.Tests;

/// <summary>Small programs, feature by feature: verdict, message, counts and level-2 log are those of Linux 7.3.4.</summary>
public class CaseTests
{
    private static readonly Dictionary<string, Case> Cases =
        CaseFile.ReadAll().SelectMany(f => f.Cases.Select(c => (Name: $"{f.Name}: {c.Title}", Case: c))).ToDictionary(c => c.Name, c => c.Case);

    private static readonly ConcurrentDictionary<(LoadFlags Flags, bool IsOrdinary), Judge> Judges = new();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_answer_is_the_kernels(string name)
    {
        Case one = Cases[name];
        Answer ours = JudgeOf(one.Flags, one.IsOrdinary).Ask(one.Program);
        Assert.Equal(string.Join('\n', one.Answer), string.Join('\n', AnswerText.Of(ours)));
    }

    [Fact]
    public void Every_case_has_an_answer() => Assert.Empty(Cases.Where(c => c.Value.Answer.IsEmpty).Select(c => c.Key));

    /// <summary>The recording machine has two processors.</summary>
    internal static Judge JudgeOf(LoadFlags flags, bool isOrdinary) => Judges.GetOrAdd(
        (flags, isOrdinary),
        how => new Judge(KernelProfile.Linux73.WithRules(KernelProfile.Linux73.Rules with { CpuCount = 2 }), 2, how.Flags, how.IsOrdinary));
}
