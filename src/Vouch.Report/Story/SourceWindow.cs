using System;

namespace Vouch.Report.Story;

/// <summary>The part of a source line that is shown where not all of it fits, with the expression that is marked in it.</summary>
/// <param name="Text">The part, with an ellipsis where something is left out.</param>
/// <param name="Start">Where the expression begins in it.</param>
/// <param name="Length">The length of what is seen of it.</param>
/// <param name="IsPart">Something is left out.</param>
internal readonly record struct SourceWindow(string Text, int Start, int Length, bool IsPart)
{
    private const string Ellipsis = "...";

    /// <summary>The part around the expression, in so many columns.</summary>
    public static SourceWindow Of(string text, int start, int length, int columns)
    {
        if (text.Length <= columns)
        {
            return new SourceWindow(text, start, length, false);
        }

        // As much as fits in front of the expression, when its end would not be seen otherwise.
        int room = Math.Max(1, columns - (2 * Ellipsis.Length));
        int shown = Math.Min(length, room);
        int from = Math.Max(0, start + shown - room);
        string head = from > 0 ? Ellipsis : "", tail = from + room < text.Length ? Ellipsis : "";
        return new SourceWindow(head + text[from..Math.Min(text.Length, from + room)] + tail, head.Length + start - from, shown, true);
    }
}
