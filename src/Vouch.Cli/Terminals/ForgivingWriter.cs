using System;
using System.IO;
using System.Text;

namespace Vouch.Cli.Terminals;

/// <summary>Passes messages on, and lets them go where the other side is closed or full: that is no reason to end a run.</summary>
internal sealed class ForgivingWriter(TextWriter target) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) => Try(() => target.Write(value));

    public override void Flush() => Try(target.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
        }
    }
}
