using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Vouch.Cli.Running;

/// <summary>
/// Works through a list of items, each of which is first opened and then split into parts. Parts of several items are worked on
/// at the same time; results are handed over one after another in the order of the list, whatever order they finish in.
/// Parts come before new items, so that few items are open at once.
/// </summary>
/// <typeparam name="TItem">An open item.</typeparam>
/// <typeparam name="TResult">A part's result.</typeparam>
internal sealed class ParallelRun<TItem, TResult>
{
    /// <summary>Threads beyond the processors gain nothing; a slip of the finger must not start thousands.</summary>
    private const int ThreadsPerProcessor = 4;

    /// <summary>How long a cancelled run waits for work that does not notice it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Func<int, (TItem Item, int Parts)> open;
    private readonly Func<TItem, int, TResult> work;
    private readonly Lock gate = new();
    private readonly Entry?[] entries;
    private readonly Stack<Entry> unfinished = new();
    private int nextItem;
    private int nextResult;
    private bool isClosed;
    private Exception? failure;

    /// <param name="count">Length of the list.</param>
    /// <param name="open">Opens the item of an index and says how many parts it has.</param>
    /// <param name="work">Works on one part. An <see cref="OperationCanceledException"/> leaves the part undone.</param>
    public ParallelRun(int count, Func<int, (TItem Item, int Parts)> open, Func<TItem, int, TResult> work)
    {
        this.open = open;
        this.work = work;
        entries = new Entry?[count];
    }

    /// <summary>
    /// Runs to the end, or until it is cancelled; then what is done is handed over and the rest is named. <paramref name="deliver"/> is
    /// never called twice at once.
    /// </summary>
    /// <returns>The items that are not done, or not with all parts, in the order of the list.</returns>
    public IReadOnlyList<int> Run(int workers, Action<TItem, IReadOnlyList<TResult>> deliver, CancellationToken cancellation)
    {
        var threads = new Thread[Math.Clamp(workers, 1, ThreadsPerProcessor * Environment.ProcessorCount)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => Work(deliver, cancellation)) { IsBackground = true };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            Join(thread, cancellation);
        }

        if (failure is not null)
        {
            throw new AggregateException(failure.Message, failure);
        }

        return cancellation.IsCancellationRequested ? Close(deliver) : [];
    }

    private static void Join(Thread thread, CancellationToken cancellation)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        while (!thread.Join(pause))
        {
            if (cancellation.IsCancellationRequested)
            {
                _ = thread.Join(Patience);
                return;
            }
        }
    }

    /// <summary>Hands over what is done behind the first gap; returns what is missing.</summary>
    private List<int> Close(Action<TItem, IReadOnlyList<TResult>> deliver)
    {
        List<int> missing = [];
        lock (gate)
        {
            isClosed = true;
            for (; nextResult < entries.Length; nextResult++)
            {
                if (entries[nextResult] is not { } entry)
                {
                    missing.Add(nextResult);
                    continue;
                }

                if (entry.Done < entry.Results.Length)
                {
                    missing.Add(nextResult);
                }

                if (entry.Done > 0 || entry.Results.Length == 0)
                {
                    deliver(entry.Item, [.. entry.Results.Where((_, part) => entry.IsDone[part])]);
                }
            }
        }

        return missing;
    }

    private void Work(Action<TItem, IReadOnlyList<TResult>> deliver, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested && Step(deliver))
            {
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        catch (Exception cause)
        {
            lock (gate)
            {
                failure ??= cause;
            }
        }
    }

    /// <summary>Does one piece of work; false when there is nothing left to begin.</summary>
    private bool Step(Action<TItem, IReadOnlyList<TResult>> deliver)
    {
        Entry? entry = null;
        int part = 0, index = -1;
        lock (gate)
        {
            if (failure is not null)
            {
                return false;
            }

            if (unfinished.TryPeek(out entry))
            {
                part = entry.Begun++;
                if (entry.Begun == entry.Results.Length)
                {
                    unfinished.Pop();
                }
            }
            else if (nextItem < entries.Length)
            {
                index = nextItem++;
            }
            else
            {
                return false;
            }
        }

        if (entry is null)
        {
            Open(index, deliver);
        }
        else
        {
            Finish(entry, part, work(entry.Item, part), deliver);
        }

        return true;
    }

    private void Open(int index, Action<TItem, IReadOnlyList<TResult>> deliver)
    {
        (TItem item, int parts) = open(index);
        var entry = new Entry(item, parts);
        lock (gate)
        {
            entries[index] = entry;
            if (parts > 0)
            {
                unfinished.Push(entry);
            }
            else
            {
                DeliverReady(deliver);
            }
        }
    }

    private void Finish(Entry entry, int part, TResult result, Action<TItem, IReadOnlyList<TResult>> deliver)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            entry.Results[part] = result;
            entry.IsDone[part] = true;
            entry.Done++;
            DeliverReady(deliver);
        }
    }

    private void DeliverReady(Action<TItem, IReadOnlyList<TResult>> deliver)
    {
        while (!isClosed && nextResult < entries.Length && entries[nextResult] is { } ready && ready.Done == ready.Results.Length)
        {
            // First out of the list: what fails while it is being written is not written again.
            entries[nextResult++] = null;
            deliver(ready.Item, ready.Results);
        }
    }

    private sealed class Entry(TItem item, int parts)
    {
        public TItem Item { get; } = item;

        public TResult[] Results { get; } = new TResult[parts];

        public bool[] IsDone { get; } = new bool[parts];

        public int Begun { get; set; }

        public int Done { get; set; }
    }
}
