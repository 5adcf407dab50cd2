using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Vouch.Report.Expectations;

/// <summary>A message that the log ought to have and has not, or the other way round.</summary>
/// <param name="Message">What was expected.</param>
/// <param name="SearchedFrom">Offset in the log where the search began: behind the match of the message before.</param>
/// <param name="SearchedTo">Offset where it ended.</param>
/// <param name="Found">For a message that must not be there, its text in the log.</param>
public sealed record MessageFailure(ExpectedMessage Message, int SearchedFrom, int SearchedTo, string? Found);

/// <summary>
/// Matches a log with what is expected of it. Messages are found one after another, each behind the one before; those that must not be
/// there may be anywhere but between the matches of the messages around them. Source: Linux 7.3, tools/testing/selftests/bpf/test_loader.c.
/// </summary>
public static class MessageCheck
{
    /// <summary>What is not as expected, in the order of the messages.</summary>
    public static ImmutableArray<MessageFailure> Check(string log, ImmutableArray<ExpectedMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(log);
        List<MessageFailure> failures = [];
        List<ExpectedMessage> forbidden = [];
        int end = 0;
        foreach (ExpectedMessage message in messages)
        {
            if (message.IsNegative)
            {
                forbidden.Add(message);
                continue;
            }

            if (message.FindIn(log.AsSpan(end)) is { } match)
            {
                CheckForbidden(log, end, end + match.Offset, forbidden, failures);
                forbidden.Clear();
                end += match.Offset + match.Length;
            }
            else
            {
                failures.Add(new MessageFailure(message, end, log.Length, null));
            }
        }

        CheckForbidden(log, end, log.Length, forbidden, failures);
        return [.. failures];
    }

    private static void CheckForbidden(string log, int from, int to, List<ExpectedMessage> forbidden, List<MessageFailure> failures)
    {
        foreach (ExpectedMessage message in forbidden)
        {
            if (message.FindIn(log.AsSpan(from)) is { } match && from + match.Offset + match.Length <= to)
            {
                failures.Add(new MessageFailure(message, from, to, log.Substring(from + match.Offset, match.Length)));
            }
        }
    }
}
