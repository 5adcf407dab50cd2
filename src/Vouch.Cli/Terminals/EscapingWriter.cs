using System;
using System.IO;
using System.Text;

namespace Vouch.Cli.Terminals;

/// <summary>Passes text on as it may be shown on a terminal; line ends stay.</summary>
internal sealed class EscapingWriter(TextWriter target) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    public override void Write(char value) => target.Write(VisibleText.Of(value.ToString()));

    public override void Write(string? value) => target.Write(VisibleText.Of(value ?? ""));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush() => target.Flush();
}
