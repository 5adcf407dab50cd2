using System;
using System.Globalization;
using Vouch.Bytecode.Loading;
using Vouch.Verifier.Log;

namespace Vouch.Verifier;

/// <summary>
/// Puts words in the place of impossible calls, as libbpf does with the log of a failed load: which relocation failed, which map or
/// kfunc is missing.
/// </summary>
internal static class PlaceholderText
{
    /// <summary>Says what the placeholder at the rejected instruction stands for; in the log, where it shows that instruction.</summary>
    public static void Apply(Session session, ref string log, ref string message)
    {
        if (session.Rejections.Current.First.Rule != Rule.UnknownHelper)
        {
            return;
        }

        foreach (Placeholder placeholder in session.Program.Request.Placeholders)
        {
            if (placeholder.InstructionIndex == session.Path.InstructionIndex)
            {
                message = placeholder.Message;
                log = Replace(session, log, placeholder);
                return;
            }
        }
    }

    /// <summary>The log with the instruction's line and the rejection behind it replaced; logs without instructions stay as they are.</summary>
    private static string Replace(Session session, string log, in Placeholder placeholder)
    {
        InstructionLine line = session.Log.LastInstruction;
        long start = line.End - line.Length - session.Log.Start;
        long end = line.End + session.Rejections.Text.Length - session.Log.Start;
        return line.End == 0 || start < 0 || end > log.Length ? log : string.Create(
            CultureInfo.InvariantCulture,
            $"{log.AsSpan(0, (int)start)}{placeholder.InstructionIndex}: {placeholder.Text}\n{placeholder.Message}\n{log.AsSpan((int)end)}");
    }
}
