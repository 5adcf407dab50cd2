using System.Threading;

namespace Vouch.Verifier.State;

/// <summary>
/// Tables with a row an instruction, for the next verification: they are large, and new ones make the garbage collector run. Safe to
/// share between threads.
/// </summary>
/// <remarks>The framework's pool of arrays would have to be compiled at run time for every type of rows.</remarks>
internal static class TablePool<TRow>
{
    private static TRow[]? first;
    private static TRow[]? second;
    private static TRow[]? third;

    /// <summary>At least so many rows, with arbitrary contents.</summary>
    public static TRow[] Rent(int length)
    {
        return Take(ref first, length) ?? Take(ref second, length) ?? Take(ref third, length) ?? new TRow[length];
    }

    /// <summary>Keeps a table for later: in place of a shorter one, or else in the last place.</summary>
    public static void Return(TRow[] table)
    {
        if (table.Length > 0 && !TryKeep(ref first, table) && !TryKeep(ref second, table))
        {
            third = table;
        }
    }

    private static bool TryKeep(ref TRow[]? place, TRow[] table)
    {
        TRow[]? kept = place;
        return (kept is null || kept.Length < table.Length) && Interlocked.CompareExchange(ref place, table, kept) == kept;
    }

    private static TRow[]? Take(ref TRow[]? place, int length) =>
        place is { } spare && spare.Length >= length && Interlocked.CompareExchange(ref place, null, spare) == spare ? spare : null;
}
