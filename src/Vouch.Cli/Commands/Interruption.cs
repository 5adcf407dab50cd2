using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Vouch.Cli.Commands;

/// <summary>
/// Turns the signals that ask a process to end into a cancellation while it is alive, so that what is known is still printed. A second
/// signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalBase = 128;

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int code;

    public Interruption()
    {
        foreach ((PosixSignal signal, int number) in ((PosixSignal, int)[])[(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1)])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Interrupt(number)));
        }
    }

    public CancellationToken Token => source.Token;

    /// <summary>The exit code of a process that a signal ended; null while none came.</summary>
    public int? Code => code == 0 ? null : code;

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        source.Dispose();
    }

    /// <summary>Notes the signal; true when the process may go on to end itself.</summary>
    internal bool Interrupt(int number)
    {
        if (Interlocked.CompareExchange(ref code, SignalBase + number, 0) != 0)
        {
            return false;
        }

        source.Cancel();
        return true;
    }
}
