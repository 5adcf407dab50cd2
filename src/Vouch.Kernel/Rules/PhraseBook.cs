using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Vouch.Kernel.Rules;

/// <summary>
/// The words of an older release. The newest wording of a message stands where its rule stands; a phrase book has a row for each one
/// that the release put otherwise. The newest words, with <c>{0}</c>, <c>{1}</c> ... for the values in them, are the key: whoever looks
/// for the older words finds them here, and by the key the rule.
/// </summary>
public sealed class PhraseBook
{
    private readonly Dictionary<string, Phrase> phrases;

    /// <summary>A book of rows.</summary>
    /// <param name="rows">The newest words, and what this release says. Its values are named by their number in the newest words, in
    /// any order, and may be left out; <c>{0:arg#0}</c> names a register that holds an argument by the argument's position, behind
    /// the word <c>arg#</c>, counted from 0.</param>
    /// <exception cref="ArgumentException">Two rows have one key.</exception>
    public PhraseBook(params (string Newest, string Own)[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        phrases = new Dictionary<string, Phrase>(rows.Length, StringComparer.Ordinal);
        foreach ((string newest, string own) in rows)
        {
            phrases.Add(newest, new Phrase(own));
        }
    }

    private PhraseBook(Dictionary<string, Phrase> phrases) => this.phrases = phrases;

    /// <summary>The newest release needs no other words.</summary>
    public static PhraseBook Newest { get; } = new();

    public bool IsEmpty => phrases.Count == 0;

    /// <summary>The newest words that this release puts otherwise.</summary>
    public IReadOnlyCollection<string> Keys => phrases.Keys;

    /// <summary>These words, and more: where both have a row, the other book's is meant.</summary>
    public PhraseBook With(PhraseBook more)
    {
        ArgumentNullException.ThrowIfNull(more);
        Dictionary<string, Phrase> both = new(phrases, StringComparer.Ordinal);
        foreach ((string newest, Phrase own) in more.phrases)
        {
            both[newest] = own;
        }

        return new PhraseBook(both);
    }

    /// <summary>What this release says in place of a message.</summary>
    /// <param name="message">The message in the newest words.</param>
    /// <param name="values">Where in it the values stand, in their order.</param>
    public string Translate(string message, ReadOnlySpan<Range> values)
    {
        ArgumentNullException.ThrowIfNull(message);
        return phrases.TryGetValue(KeyOf(message, values), out Phrase? phrase) ? phrase.With(message, values) : message;
    }

    private static string KeyOf(string message, ReadOnlySpan<Range> values)
    {
        if (values.IsEmpty)
        {
            return message;
        }

        StringBuilder key = new(message.Length);
        int end = 0;
        for (int i = 0; i < values.Length; i++)
        {
            (int start, int length) = values[i].GetOffsetAndLength(message.Length);
            _ = key.Append(message, end, start - end).Append(CultureInfo.InvariantCulture, $"{{{i}}}");
            end = start + length;
        }

        return key.Append(message, end, message.Length - end).ToString();
    }
}
