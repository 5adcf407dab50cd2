using System;

namespace Vouch.Verifier.Log;

/// <summary>The column in which remarks behind instructions begin, in the dumps of the passes before exploration.</summary>
internal static class RemarkColumn
{
    private const int MinimumColumn = 40;
    private const int ColumnStep = 8;

    /// <summary>
    /// Blanks between a text of <paramref name="length"/> characters and the remark behind it: remarks start in column 40, or in
    /// the next multiple of 8 that leaves room.
    /// </summary>
    public static int Alignment(long length)
    {
        long column = Math.Max(length + (ColumnStep / 2), MinimumColumn);
        return (int)(((column + ColumnStep - 1) / ColumnStep * ColumnStep) - length - 1);
    }

    /// <summary>Appends that many blanks, at least one.</summary>
    public static void AppendAlignment(VerifierLog log, long length)
    {
        Span<char> blanks = stackalloc char[MinimumColumn];
        blanks.Fill(' ');
        log.Write(blanks[..Math.Clamp(Alignment(length), 1, blanks.Length)]);
    }
}
