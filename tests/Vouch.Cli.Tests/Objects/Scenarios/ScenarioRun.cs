using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Tests.Repository;
using Vouch.Kernel;
using Vouch.Verifier;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>Verifies the programs of <c>samples/objects</c> under one of the models.</summary>
internal static class ScenarioRun
{
    private static readonly KernelProfile Kernel = KernelProfile.Open("linux-7.3");

    private static readonly Lazy<KernelView> View = new(() => Kernel.OpenView());

    private static readonly ConcurrentDictionary<string, Dictionary<string, LoadRequest>> Requests = new(StringComparer.Ordinal);

    public static VerificationResult Verify(string file, string program, string model, string callbacks, VerifierOptions options) =>
        Verifier.Verifier.Verify(Requests.GetOrAdd(file, Prepare)[program], Kernel.WithRules(RulesOf(model, callbacks)), options);

    private static Dictionary<string, LoadRequest> Prepare(string name) =>
        ObjectFile.Read(Repo.PathOf($"samples/objects/{name}.bpf.o")).Prepare(View.Value)
            .ToDictionary(p => p.Program.Name, p => p.Request!, StringComparer.Ordinal);

    private static RuleSwitches RulesOf(string model, string callbacks) => Kernel.Rules with
    {
        Objects = model switch
        {
            "linux-7.3" => ObjectModel.Linux73,
            "v5" => ObjectModel.V5,
            "legacy" => ObjectModel.Legacy,
            "strict" => ObjectModel.Strict,
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "no such object model"),
        },
        Callbacks = callbacks switch
        {
            "loop" => CallbackModel.Loop,
            "once" => CallbackModel.Once,
            _ => throw new ArgumentOutOfRangeException(nameof(callbacks), callbacks, "no such rule for callbacks"),
        },
    };
}
