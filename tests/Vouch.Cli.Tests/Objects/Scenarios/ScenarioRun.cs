using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Tests.Repository;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
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

    private static KernelRules RulesOf(string model, string callbacks) =>
        Kernel.Rules.WithObjects(ModelNames.ObjectsNamed(model)!.Value) with { Callbacks = ModelNames.CallbacksNamed(callbacks)!.Value };
}
