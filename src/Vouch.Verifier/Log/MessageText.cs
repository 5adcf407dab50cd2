using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vouch.Verifier.Log;

/// <summary>
/// A message put together where a rule stands. Rules run for every instruction and their messages hardly ever, so all of the work
/// is out of line: a rule pays for its message only when it is written.
/// </summary>
[InterpolatedStringHandler]
internal sealed class MessageText
{
    private readonly StringBuilder text;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public MessageText(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 8));

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
    public void AppendFormatted(System.ReadOnlySpan<char> value) => text.Append(value);

    public override string ToString() => text.ToString();

    private void Append<T>(T value, int alignment, string? format)
    {
        StringBuilder.AppendInterpolatedStringHandler piece = new(0, 1, text, CultureInfo.InvariantCulture);
        piece.AppendFormatted(value, alignment, format);
    }
}
