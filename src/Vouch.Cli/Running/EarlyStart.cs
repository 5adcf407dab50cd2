using System;
using System.Collections.Generic;
using System.Threading;
using Vouch.Kernel;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>
/// Gets the verifier ready on another processor while the command line, the kernel's types and the first object are being read.
/// </summary>
internal static class EarlyStart
{
    /// <summary>Begins, if the command line may come to verifying something. Nothing waits for it.</summary>
    public static void Begin(IReadOnlyList<string> arguments)
    {
        if (Environment.ProcessorCount > 1 && MayVerify(arguments))
        {
            new Thread(() => WarmUp.Run(KernelProfile.Linux73)) { IsBackground = true }.Start();
        }
    }

    private static bool MayVerify(IReadOnlyList<string> arguments) =>
        arguments.Count > 1 || (arguments.Count == 1 && !arguments[0].StartsWith('-'));
}
