using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Threading;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Commands;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>
/// Gets the verifier ready while the command line is being read and the first object is being loaded: the runtime prepares code when it
/// runs for the first time, which takes longer than most verifications. It is done on another processor, by verifying a few samples.
/// The durations of programs do not contain it; <c>bench/timing</c> turns it off to show what it takes away from them.
/// </summary>
internal static class EarlyStart
{
    /// <summary>Samples that go through what most programs need; they are resources of this assembly.</summary>
    private static readonly string[] Samples = ["functions.bpf.o", "loops.bpf.o", "exec_events.bpf.o", "callbacks.bpf.o"];

    /// <summary>The environment variable that turns it off, with the value 0.</summary>
    private const string Switch = "VOUCH_EARLY_START";

    private static Thread? thread;

    /// <summary>Begins, if the command line may come to verifying something.</summary>
    public static void Begin(IReadOnlyList<string> arguments)
    {
        if (IsWanted(arguments, Environment.ProcessorCount, Environment.GetEnvironmentVariable(Switch)))
        {
            thread = new Thread(() => Run(static _ => { })) { IsBackground = true };
            thread.Start();
        }
    }

    /// <summary>Waits until the verifier is ready. To go on earlier gains nothing: both would prepare the same code.</summary>
    public static void End() => thread?.Join();

    /// <summary>Verifies the samples, and makes room for the states of the first program.</summary>
    /// <param name="note">Is told of each program.</param>
    internal static void Run(Action<ProgramReport> note)
    {
        _ = WarmUp.Run(KernelProfile.Linux73);
        ObjectPreparation preparation = new(KernelProfile.Linux73.Name, []);
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.None } };
        foreach (string name in Samples)
        {
            ObjectFile sample = ObjectFile.Read(Content(name), name);
            foreach (PreparedProgram program in preparation.Prepare(sample))
            {
                note(ProgramVerification.Run(program, name, preparation.Kernel, options, default));
            }
        }
    }

    /// <summary>There is something to get ready for, a processor to do it on, and nobody said no.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="processors">How many processors there are.</param>
    /// <param name="setting">What the environment says, or null.</param>
    internal static bool IsWanted(IReadOnlyList<string> arguments, int processors, string? setting) =>
        processors > 1 && setting != "0" && MayVerify(arguments);

    private static bool MayVerify(IReadOnlyList<string> arguments) => arguments.Count switch
    {
        0 => false,
        1 => !arguments[0].StartsWith('-'),
        _ => arguments[0] is not (InspectCommand.Name or KernelsCommand.Name),
    };

    private static byte[] Content(string sample)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(sample)
            ?? throw new InvalidOperationException($"the sample {sample} is missing from the assembly");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
