using System;
using System.Globalization;
using Vouch.Bytecode.Objects;

namespace Vouch.Verifier;

/// <summary>
/// Puts words in the place of impossible calls, as libbpf does with the log of a failed load: which relocation failed, which map or
/// kfunc is missing.
/// </summary>
internal static class PlaceholderText
{
    private const string Rejection = "invalid func unknown#";

    /// <summary>Replaces the instruction's line and the rejection behind it, where a placeholder is what the program fell over.</summary>
    public static void Apply(LoadRequest request, ref string log, ref string message)
    {
        if (!message.StartsWith(Rejection, StringComparison.Ordinal))
        {
            return;
        }

        int rejected = log.LastIndexOf("\n" + Rejection, StringComparison.Ordinal) + 1;
        int line = rejected > 1 ? log.LastIndexOf('\n', rejected - 2) + 1 : 0;
        int end = log.IndexOf('\n', rejected);
        foreach (Placeholder placeholder in request.Placeholders)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"{placeholder.InstructionIndex}: (");
            if (log.AsSpan(line).StartsWith(prefix) && end > rejected)
            {
                message = placeholder.Message;
                log = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{log.AsSpan(0, line)}{placeholder.InstructionIndex}: {placeholder.Text}\n{placeholder.Message}{log.AsSpan(end)}");
                return;
            }
        }
    }
}
