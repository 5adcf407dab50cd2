using System;
using System.Collections.Generic;
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
    private readonly Func<int, (TItem Item, int Parts)> open;
    private readonly Func<TItem, int, TResult> work;
    private readonly Lock gate = new();
    private readonly Entry?[] entries;
    private readonly Stack<Entry> unfinished = new();
    private int nextItem;
    private int nextResult;
    private Exception? failure;

    /// <param name="count">Length of the list.</param>
    /// <param name="open">Opens the item of an index and says how many parts it has.</param>
    /// <param name="work">Works on one part.</param>
    public ParallelRun(int count, Func<int, (TItem Item, int Parts)> open, Func<TItem, int, TResult> work)
    {
        this.open = open;
        this.work = work;
        entries = new Entry?[count];
    }

    /// <summary>Runs to the end. <paramref name="deliver"/> is never called twice at once.</summary>
    public void Run(int workers, Action<TItem, TResult[]> deliver, CancellationToken cancellation)
    {
        var threads = new Thread[Math.Max(1, workers)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => Work(deliver, cancellation)) { IsBackground = true };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (failure is not null)
        {
            throw new AggregateException(failure.Message, failure);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void Work(Action<TItem, TResult[]> deliver, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested && Step(deliver))
            {
            }
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
    private bool Step(Action<TItem, TResult[]> deliver)
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
            entry.Results[part] = work(entry.Item, part);
            Finish(entry, deliver);
        }

        return true;
    }

    private void Open(int index, Action<TItem, TResult[]> deliver)
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

    private void Finish(Entry entry, Action<TItem, TResult[]> deliver)
    {
        lock (gate)
        {
            entry.Done++;
            DeliverReady(deliver);
        }
    }

    private void DeliverReady(Action<TItem, TResult[]> deliver)
    {
        while (nextResult < entries.Length && entries[nextResult] is { } ready && ready.Done == ready.Results.Length)
        {
            deliver(ready.Item, ready.Results);
            entries[nextResult++] = null;
        }
    }

    private sealed class Entry(TItem item, int parts)
    {
        public TItem Item { get; } = item;

        public TResult[] Results { get; } = new TResult[parts];

        public int Begun { get; set; }

        public int Done { get; set; }
    }
}
