using System;
using System.IO;
using Spectre.Console;

namespace Vouch.Cli;

/// <summary>Where a command writes: results to one side, progress and complaints to the other.</summary>
internal sealed class Terminal
{
    /// <param name="output">Results.</param>
    /// <param name="error">Progress, notes and failures.</param>
    /// <param name="isInteractive">True when a person watches the error side.</param>
    /// <param name="hasColor">True when the output side is a terminal that shows colours.</param>
    public Terminal(TextWriter output, TextWriter error, bool isInteractive = false, bool hasColor = false)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
        Styled = CreateConsole(output, hasColor);
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public bool IsInteractive { get; }

    /// <summary>The output with styles; without colours it writes plain text.</summary>
    public IAnsiConsole Styled { get; }

    /// <summary>The process's own streams. The environment variable NO_COLOR switches colours off.</summary>
    public static Terminal OfProcess()
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { AutoFlush = false, NewLine = "\n" };
        bool wantsColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(output, Console.Error, !Console.IsErrorRedirected, wantsColor && !Console.IsOutputRedirected);
    }

    /// <summary>Runs the body with a progress bar when there is a person to see it and enough to wait for.</summary>
    public void WithProgress(int steps, Action<Action> body)
    {
        const int Few = 8;
        if (!IsInteractive || steps < Few)
        {
            body(() => { });
            return;
        }

        CreateConsole(Error, true).Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("verifying", maxValue: steps);
            body(() => task.Increment(1));
        });
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool hasColor)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = hasColor ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!hasColor)
        {
            // Text for other programs is never wrapped.
            console.Profile.Width = 1 << 20;
        }

        return console;
    }
}
