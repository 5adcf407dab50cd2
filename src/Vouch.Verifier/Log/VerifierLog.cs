using System;
using System.Runtime.CompilerServices;
using System.Text;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Log;

/// <summary>
/// The kernel's log text. Positions are logical (characters ever written and not taken back); what outgrows the size loses
/// its beginning, or its end when asked to keep the beginning. Nothing is formatted while the level is zero.
/// </summary>
internal sealed class VerifierLog
{
    /// <summary>One message is cut to this many characters. Source: Linux 7.3, the log's line buffer.</summary>
    public const int MaxMessage = 1023;

    private readonly LogText scratch = new();
    private readonly int size;
    private readonly bool keepBeginning;
    private char[] buffer;

    public VerifierLog(LogLevels level, int size, PhraseBook? words = null)
    {
        Level = level;
        Words = words ?? PhraseBook.Newest;
        this.size = Math.Max(size, 1);
        buffer = new char[Math.Min(this.size, 4096)];
        keepBeginning = (level & LogLevels.KeepBeginning) != 0;
    }

    public LogLevels Level { get; }

    /// <summary>The words of the release whose log this is.</summary>
    public PhraseBook Words { get; }

    /// <summary>Anything at all is logged.</summary>
    public bool IsOn => Level != LogLevels.None;

    /// <summary>Instruction traces are logged.</summary>
    public bool TracesPath => (Level & (LogLevels.Path | LogLevels.All)) != 0;

    /// <summary>All paths and the findings of the pre-passes are logged.</summary>
    public bool TracesAll => (Level & LogLevels.All) != 0;

    /// <summary>The instruction logged last.</summary>
    public InstructionLine LastInstruction { get; set; }

    public bool HasStatistics => (Level & LogLevels.Statistics) != 0;

    /// <summary>The position of the first character that is kept.</summary>
    public long Start { get; private set; }

    /// <summary>The log outgrew its size: its beginning is lost, or its end when that is what it loses.</summary>
    public bool IsCut => Start > 0 || (keepBeginning && Position - Start >= size);

    /// <summary>Where the next character goes.</summary>
    public long Position { get; private set; }

    /// <summary>Formats and appends one message; free when the log is off.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] LogMessage message) => message.WriteTo(this);

    /// <summary>
    /// An empty text to put one message together in. There is one for the whole log: it is to be written, or read, before the next is
    /// started.
    /// </summary>
    public LogText StartText()
    {
        scratch.Clear();
        return scratch;
    }

    /// <summary>Appends text as it is.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        if (!IsOn || text.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<char> rest = keepBeginning ? text[..(int)Math.Min(text.Length, size - (Position - Start))] : text;
        Grow(rest.Length);
        while (!rest.IsEmpty)
        {
            Span<char> room = buffer.AsSpan((int)(Position % buffer.Length));
            int count = Math.Min(room.Length, rest.Length);
            rest[..count].CopyTo(room);
            rest = rest[count..];
            Position += count;
        }

        Start = Math.Max(Start, Position - buffer.Length);
    }

    /// <summary>Takes back everything written since a position.</summary>
    public void Reset(long position)
    {
        if (!IsOn || position >= Position)
        {
            return;
        }

        Position = position;
        Start = Math.Min(Start, position);
    }

    public override string ToString()
    {
        StringBuilder text = new((int)(Position - Start));
        for (long i = Start; i < Position;)
        {
            ReadOnlySpan<char> part = buffer.AsSpan((int)(i % buffer.Length));
            part = part[..(int)Math.Min(part.Length, Position - i)];
            _ = text.Append(part);
            i += part.Length;
        }

        return text.ToString();
    }

    /// <summary>Makes room for more characters behind the window, as long as the size allows.</summary>
    private void Grow(int count)
    {
        long wanted = Math.Min(size, Position - Start + count);
        if (wanted <= buffer.Length)
        {
            return;
        }

        char[] larger = new char[(int)Math.Min(size, Math.Max(wanted, buffer.Length * 2L))];
        for (long i = Start; i < Position; i++)
        {
            larger[i % larger.Length] = buffer[i % buffer.Length];
        }

        buffer = larger;
    }
}

/// <summary>The message of one log call, cut at <see cref="VerifierLog.MaxMessage"/>; evaluates nothing while the log is off.</summary>
[InterpolatedStringHandler]
internal readonly ref struct LogMessage
{
    private readonly MessageText? text;

    public LogMessage(int literalLength, int formattedCount, VerifierLog log, out bool isOn)
    {
        isOn = log.IsOn;
        text = isOn ? MessageText.ForLog(literalLength, formattedCount, log.Words) : null;
    }

    public void AppendLiteral(string value) => text!.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text!.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text!.AppendFormatted(value, format);

    public void AppendFormatted<T>(T value, int alignment) => text!.AppendFormatted(value, alignment);

    public void AppendFormatted<T>(T value, int alignment, string? format) => text!.AppendFormatted(value, alignment, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => text!.AppendFormatted(value);

    /// <summary>Writes the message out.</summary>
    internal void WriteTo(VerifierLog log)
    {
        if (text is not null)
        {
            ReadOnlySpan<char> message = text.In(log.Words);
            log.Write(message.Length > VerifierLog.MaxMessage ? message[..VerifierLog.MaxMessage] : message);
        }
    }
}
