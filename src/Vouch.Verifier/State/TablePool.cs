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

    /// <summary>At least so many rows, with arbitrary contents.</summary>
    public static TRow[] Rent(int length)
    {
        TRow[]? table = Interlocked.Exchange(ref first, null);
        if (table is not null && table.Length >= length)
        {
            return table;
        }

        Return(table);
        table = Interlocked.Exchange(ref second, null);
        return table is not null && table.Length >= length ? table : new TRow[length];
    }

    public static void Return(TRow[]? table)
    {
        if (table is not null && Interlocked.CompareExchange(ref first, table, null) is not null)
        {
            second = table;
        }
    }
}
