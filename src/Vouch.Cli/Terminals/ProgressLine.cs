using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Vouch.Cli.Terminals;

/// <summary>A line on a terminal that says how far a run has come, written again a few times a second.</summary>
internal sealed class ProgressLine(TextWriter writer, int steps) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private long shown;
    private int done;
    private bool isShown;

    /// <summary>One more step is done.</summary>
    public void Step()
    {
        int now = Interlocked.Increment(ref done);
        if (Stopwatch.GetElapsedTime(shown) > Pause)
        {
            shown = Stopwatch.GetTimestamp();
            isShown = true;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"\r{now} of {steps} files done"));
        }
    }

    /// <summary>Leaves nothing behind.</summary>
    public void Dispose()
    {
        if (isShown)
        {
            writer.Write("\r\u001b[K");
        }
    }
}
