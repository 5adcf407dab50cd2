using System.Globalization;
using System.Text;

namespace Vouch.Cli.Terminals;

/// <summary>
/// Text as it may be shown on a terminal. Names and source lines come from objects that nobody vouches for: characters that command a
/// terminal, end a line or turn the direction of writing are shown as escapes, <c>\x1b</c> or <c>\u202e</c>.
/// </summary>
internal static class VisibleText
{
    /// <summary>Bytes of a file name that are no UTF-8 stand in a string as these plus their value.</summary>
    public const int RawByte = 0xdc00;

    /// <summary>A line or a part of one: its line ends are escaped too.</summary>
    public static string OfLine(string text) => Escape(text, keepsLineEnds: false);

    /// <summary>Any number of lines.</summary>
    public static string Of(string text) => Escape(text, keepsLineEnds: true);

    private static string Escape(string text, bool keepsLineEnds)
    {
        int position = 0;
        StringBuilder? escaped = null;
        while (position < text.Length)
        {
            int length = 1;
            bool isRune = Rune.TryGetRuneAt(text, position, out Rune rune);
            if (isRune)
            {
                length = rune.Utf16SequenceLength;
            }

            if (isRune && IsHarmless(rune, keepsLineEnds))
            {
                _ = escaped?.Append(text, position, length);
            }
            else
            {
                escaped ??= new StringBuilder(text, 0, position, text.Length + 16);
                Append(escaped, isRune ? rune.Value : text[position]);
            }

            position += length;
        }

        return escaped?.ToString() ?? text;
    }

    private static bool IsHarmless(Rune rune, bool keepsLineEnds) => rune.Value switch
    {
        '\n' => keepsLineEnds,
        '\t' => true,
        < ' ' => false,
        < 0x7f => true,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };

    private static void Append(StringBuilder text, int value)
    {
        string name = value switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            < 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            > RawByte + 0x7f and < RawByte + 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{value - RawByte:x2}"),
            < 0x10000 => string.Create(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
        };
        _ = text.Append(name);
    }
}
