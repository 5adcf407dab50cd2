using System;
using System.Text;
using System.Text.RegularExpressions;

namespace Vouch.Report.Expectations;

/// <summary>
/// A text that the verifier's log must contain, or must not. Parts in double braces are POSIX extended regular expressions, the rest is
/// taken word for word: <c>R{{[0-9]}} invalid</c>. Source: Linux 7.3, tools/testing/selftests/bpf/progs/bpf_misc.h.
/// </summary>
public sealed class ExpectedMessage
{
    private const string Special = ".[]\\()*+?{}|^$";

    private readonly Regex? pattern;

    /// <param name="text">The text as the tag has it.</param>
    /// <param name="isNegative">True when the log must not contain it.</param>
    /// <exception cref="FormatException">The text holds a broken regular expression.</exception>
    public ExpectedMessage(string text, bool isNegative = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        IsNegative = isNegative;
        pattern = text.Contains("{{", StringComparison.Ordinal) ? Compile(text) : null;
    }

    /// <summary>As the tag has it.</summary>
    public string Text { get; }

    /// <summary>The log must not contain it.</summary>
    public bool IsNegative { get; }

    /// <summary>True when it contains a regular expression.</summary>
    public bool IsPattern => pattern is not null;

    /// <summary>The first match, as offset and length; null without one. The text counts as whole lines.</summary>
    public (int Offset, int Length)? FindIn(ReadOnlySpan<char> log)
    {
        if (pattern is null)
        {
            int offset = log.IndexOf(Text, StringComparison.Ordinal);
            return offset < 0 ? null : (offset, Text.Length);
        }

        foreach (ValueMatch match in pattern.EnumerateMatches(log))
        {
            return (match.Index, match.Length);
        }

        return null;
    }

    private static Regex Compile(string text)
    {
        var expression = new StringBuilder();
        bool isInside = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith(isInside ? "}}" : "{{"))
            {
                isInside = !isInside;
                i++;
                continue;
            }

            if (!isInside && Special.Contains(text[i], StringComparison.Ordinal))
            {
                expression.Append('\\');
            }

            expression.Append(text[i]);
        }

        if (isInside)
        {
            throw new FormatException($"'{{{{' without '}}}}' in '{text}'");
        }

        try
        {
            // This engine's time grows with the log only, whatever an object's tags ask for.
            return new Regex(
                ExtendedRegex.ToNet(expression.ToString()),
                RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
        }
        catch (Exception cause) when (cause is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"broken regular expression in '{text}': {cause.Message}", cause);
        }
    }
}
