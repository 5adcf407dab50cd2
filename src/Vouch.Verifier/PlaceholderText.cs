using System;
using System.Globalization;
using Vouch.Bytecode.Loading;

namespace Vouch.Verifier;

/// <summary>
/// Puts words in the place of impossible calls, as libbpf does with the log of a failed load: which relocation failed, which map or
/// kfunc is missing.
/// </summary>
internal static class PlaceholderText
{
    private const string Rejection = "invalid func unknown#";

    /// <summary>Says what the placeholder at the rejected instruction stands for; in the log, where it shows that instruction.</summary>
    public static void Apply(LoadRequest request, int rejectedInstruction, ref string log, ref string message)
    {
        if (!message.StartsWith(Rejection, StringComparison.Ordinal))
        {
            return;
        }

        foreach (Placeholder placeholder in request.Placeholders)
        {
            if (placeholder.InstructionIndex == rejectedInstruction)
            {
                message = placeholder.Message;
                log = Replace(log, placeholder);
                return;
            }
        }
    }

    /// <summary>The log with the instruction's line and the rejection behind it replaced; logs without instructions stay as they are.</summary>
    private static string Replace(string log, in Placeholder placeholder)
    {
        int rejected = log.LastIndexOf("\n" + Rejection, StringComparison.Ordinal) + 1;
        int line = rejected > 1 ? log.LastIndexOf('\n', rejected - 2) + 1 : 0;
        int end = log.IndexOf('\n', rejected);
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{placeholder.InstructionIndex}: (");
        return end <= rejected || !log.AsSpan(line).StartsWith(prefix) ? log : string.Create(
            CultureInfo.InvariantCulture,
            $"{log.AsSpan(0, line)}{placeholder.InstructionIndex}: {placeholder.Text}\n{placeholder.Message}{log.AsSpan(end)}");
    }
}
