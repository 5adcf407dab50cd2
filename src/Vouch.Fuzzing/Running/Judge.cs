using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Writing;
using Vouch.Kernel;
using Vouch.Verifier;

namespace Vouch.Fuzzing.Running;

/// <summary>Asks Vouch about generated programs, each from an object of its own making.</summary>
public sealed class Judge
{
    private readonly KernelView view;
    private readonly VerifierOptions options;
    private readonly LoadFlags addedFlags;

    /// <summary>Prepares for one kernel.</summary>
    /// <param name="kernel">Whose rules.</param>
    /// <param name="logLevel">1 or 2, as veristat's option.</param>
    /// <param name="addedFlags">Load flags besides the programs' own.</param>
    /// <param name="forOrdinaryUser">The programs are loaded by a user without capabilities.</param>
    public Judge(KernelProfile kernel, int logLevel, LoadFlags addedFlags = LoadFlags.None, bool forOrdinaryUser = false)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        this.addedFlags = addedFlags;
        view = kernel.OpenView();
        Origin = BaseObject.Open(view.Types, forOrdinaryUser);
        options = new VerifierOptions
        {
            AllowsPreview = true,
            Presentation = new Presentation { LogLevel = (LogLevels)logLevel | LogLevels.Statistics, LogSize = 524288 },
            Semantics = forOrdinaryUser ? Semantics.Unprivileged : Semantics.Privileged,
        };
    }

    /// <summary>Whose rules.</summary>
    public KernelProfile Kernel { get; }

    internal BaseObject Origin { get; }

    /// <summary>The bytes of an object with these programs in it.</summary>
    public byte[] Write(IEnumerable<FuzzProgram> programs) => ObjectWriter.Write(Origin, programs);

    /// <summary>Verifies programs, several at a time. A program that cannot even be loaded answers 'unloadable' with the reason as log.</summary>
    public Answer[] Ask(IReadOnlyList<FuzzProgram> programs, int jobs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(programs);
        var answers = new Answer[programs.Count];
        _ = Parallel.For(0, programs.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, i => answers[i] = Ask(programs[i]));
        return answers;
    }

    /// <summary>Verifies one program.</summary>
    public Answer Ask(FuzzProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        PreparedProgram prepared = Prepare(program);
        if (prepared.Request is not { } request)
        {
            return new Answer("unloadable", default, [prepared.Failure!.Message]);
        }

        try
        {
            return Answer.Of(Verify(request));
        }
        catch (VerifierBugException bug)
        {
            return new Answer("defect", default, [bug.ToString()]);
        }
    }

    /// <summary>Verifies one program, and tells all that is found out; null for one that cannot even be loaded.</summary>
    /// <exception cref="VerifierBugException">Vouch has a defect.</exception>
    public VerificationResult? Verify(FuzzProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Prepare(program).Request is { } request ? Verify(request) : null;
    }

    private PreparedProgram Prepare(FuzzProgram program) => ObjectFile.Read(Write([program]), "fuzz.bpf.o").Prepare(view).Single();

    private VerificationResult Verify(LoadRequest request)
    {
        request = request with { Flags = request.Flags | addedFlags };
        if (!options.Semantics.HasBpfCapability)
        {
            // Such users may not load types, and loaders go on without.
            request = request with { Types = null, Functions = [], Lines = [] };
        }

        return Verifier.Verifier.Verify(request, Kernel, options);
    }
}
