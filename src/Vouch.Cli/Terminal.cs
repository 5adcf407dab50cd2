using System;
using System.IO;
using Vouch.Cli.Terminals;

namespace Vouch.Cli;

/// <summary>Where a command writes: results to one side, progress and complaints to the other.</summary>
internal sealed class Terminal
{
    private readonly TextWriter styled;
    private readonly bool hasColor;

    /// <param name="output">Results.</param>
    /// <param name="error">Progress, notes and failures.</param>
    /// <param name="traits">What is known of the two sides; nothing is a terminal without them.</param>
    public Terminal(TextWriter output, TextWriter error, TerminalTraits? traits = null)
    {
        traits ??= new TerminalTraits();
        styled = output;
        hasColor = traits.HasColor;
        Output = traits.IsOutputTerminal ? new EscapingWriter(output) : output;
        RawError = new ForgivingWriter(error);
        Error = new EscapingWriter(RawError);
        IsInteractive = traits.IsErrorTerminal;
        Width = traits.Width;
    }

    /// <summary>
    /// Text for programs, and logs: byte for byte what it is in a file or a pipe; on a terminal, what would command it is escaped.
    /// </summary>
    public TextWriter Output { get; }

    /// <summary>Messages. What they quote is escaped; nobody who listens is no reason to fail.</summary>
    public TextWriter Error { get; }

    private TextWriter RawError { get; }

    /// <summary>True when a person watches the error side.</summary>
    public bool IsInteractive { get; }

    /// <summary>Columns of the output's terminal; null when it is none.</summary>
    public int? Width { get; }

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        var output = new StreamWriter(StandardStreams.OpenOutput(), bufferSize: 1 << 16) { AutoFlush = false, NewLine = "\n" };
        var error = new StreamWriter(StandardStreams.OpenError(), bufferSize: 1 << 10) { AutoFlush = true, NewLine = "\n" };
        return new Terminal(output, error, TerminalTraits.OfProcess(Environment.GetEnvironmentVariable));
    }

    /// <summary>Text for people. It is one line or a part of one: whatever would end the line or command the terminal is escaped.</summary>
    public void Write(string text, Tone tone = Tone.Plain)
    {
        string safe = VisibleText.OfLine(text);
        if (hasColor && tone != Tone.Plain && safe.Length > 0)
        {
            styled.Write($"\u001b[{tone.Code()}m{safe}\u001b[0m");
        }
        else
        {
            styled.Write(safe);
        }
    }

    /// <summary>A line for people.</summary>
    public void WriteLine(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        styled.Write('\n');
    }

    /// <summary>Says what went wrong or is worth knowing, on the error side.</summary>
    public void Complain(string message)
    {
        Output.Flush();
        styled.Flush();
        Error.Write("vouch: " + message + "\n");
    }

    /// <summary>Hands over what was written so far, so that a reader need not wait.</summary>
    public void Flush() => styled.Flush();

    /// <summary>Progress for the person who watches, when there is one and there is enough to wait for.</summary>
    public ProgressLine? ProgressOf(int steps)
    {
        const int Few = 8;
        return IsInteractive && steps >= Few && Width is null ? new ProgressLine(RawError, steps) : null;
    }
}
