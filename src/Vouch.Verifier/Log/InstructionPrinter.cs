using System;

namespace Vouch.Verifier.Log;

/// <summary>Instructions in the dumps of the passes before exploration, and the column their remarks begin in.</summary>
internal static class InstructionPrinter
{
    private const int MinimumColumn = 40;
    private const int ColumnStep = 8;

    /// <summary>Appends one instruction without its index and without a line end; free when the log is off.</summary>
    public static void Append(Session session, int index)
    {
        if (!session.Log.IsOn)
        {
            return;
        }

        session.Text.Clear();
        InstructionLog.Append(session, session.Text, index, session.Program.Instructions[index]);
        session.Log.Write(session.Text.Written);
    }

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
