using System;

namespace Vouch.Cli.Terminals;

/// <summary>What a piece of text says by its colour, besides by its words.</summary>
internal enum Tone
{
    Plain,
    Heading,
    Good,
    Bad,
    Doubtful,
    Broken,
    Faint,
}

/// <summary>How terminals show tones.</summary>
internal static class ToneExtensions
{
    /// <summary>The parameter of the terminal's sequence for styles.</summary>
    public static string Code(this Tone tone) => tone switch
    {
        Tone.Heading => "1",
        Tone.Good => "32",
        Tone.Bad => "31",
        Tone.Doubtful => "33",
        Tone.Broken => "35",
        Tone.Faint => "90",
        _ => throw new ArgumentOutOfRangeException(nameof(tone)),
    };
}
