using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Log;

/// <summary>
/// A message put together where a rule stands. Rules run for every instruction and their messages hardly ever, so all of the work
/// is out of line: a rule pays for its message only when it is written.
/// </summary>
[InterpolatedStringHandler]
internal sealed class MessageText
{
    private readonly StringBuilder text;

    /// <summary>Where the values stand, for releases that put the message otherwise; empty when no one will ask.</summary>
    private readonly Range[] values;
    private int valueCount;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public MessageText(int literalLength, int formattedCount)
    {
        text = new StringBuilder(literalLength + (formattedCount * 8));
        values = formattedCount == 0 ? [] : new Range[formattedCount];
    }

    /// <summary>A message that is written in the newest words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MessageText(int length)
    {
        text = new StringBuilder(length);
        values = [];
    }

    /// <summary>A line of the log, whose values are remembered only for words that are not the newest.</summary>
    public static MessageText ForLog(int literalLength, int formattedCount, PhraseBook words) =>
        words.IsEmpty ? new MessageText(literalLength + (formattedCount * 8)) : new MessageText(literalLength, formattedCount);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendLiteral(string value) => text.Append(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted<T>(T value) => Append(value, 0, null);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted<T>(T value, string? format) => Append(value, 0, format);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted<T>(T value, int alignment) => Append(value, alignment, null);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted<T>(T value, int alignment, string? format) => Append(value, alignment, format);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(ReadOnlySpan<char> value)
    {
        int start = text.Length;
        _ = text.Append(value);
        NoteValue(start);
    }

    public override string ToString() => text.ToString();

    /// <summary>The message as a release puts it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public string In(PhraseBook words) =>
        words.IsEmpty ? text.ToString() : words.Translate(text.ToString(), values.AsSpan(0, valueCount));

    private void Append<T>(T value, int alignment, string? format)
    {
        int start = text.Length;
        StringBuilder.AppendInterpolatedStringHandler piece = new(0, 1, text, CultureInfo.InvariantCulture);
        piece.AppendFormatted(value, alignment, format);
        NoteValue(start);
    }

    private void NoteValue(int start)
    {
        if (values.Length > 0)
        {
            values[valueCount++] = start..text.Length;
        }
    }
}
