using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Vouch.Kernel.Rules;

/// <summary>One release's words for a message: text, and values named by their number in the newest words.</summary>
internal sealed class Phrase
{
    private readonly List<Piece> pieces = [];

    public Phrase(string words)
    {
        int end = 0;
        for (int open = words.IndexOf('{', StringComparison.Ordinal); open >= 0; open = words.IndexOf('{', open + 1))
        {
            // Braces around anything but a number are the message's own.
            int close = words.IndexOf('}', open);
            if (close < 0 || !char.IsAsciiDigit(words[open + 1]))
            {
                continue;
            }

            string[] hole = words[(open + 1)..close].Split(':', 2);
            pieces.Add(new Piece(words[end..open], int.Parse(hole[0], CultureInfo.InvariantCulture), hole.Length > 1 ? hole[1] : null));
            end = close + 1;
        }

        pieces.Add(new Piece(words[end..], -1, null));
    }

    /// <summary>The words with the values of a message.</summary>
    public string With(string message, ReadOnlySpan<Range> values)
    {
        StringBuilder text = new(message.Length);
        foreach (Piece piece in pieces)
        {
            _ = text.Append(piece.Text);
            if (piece.Value >= 0)
            {
                Append(text, message.AsSpan(values[piece.Value]), piece.Position);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> value, string? position)
    {
        // What is no register is no argument that such a release could count.
        if (position is not null && value is ['R', .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int register))
        {
            int first = position[^1] - '0';
            _ = text.Append(position, 0, position.Length - 1).Append(register - 1 + first);
        }
        else
        {
            _ = text.Append(value);
        }
    }

    /// <param name="Text">What stands before the value.</param>
    /// <param name="Value">Its number, or -1 for none.</param>
    /// <param name="Position">Null, or how an argument's position is written: a word, and the digit that the first argument has.</param>
    private readonly record struct Piece(string Text, int Value, string? Position);
}
