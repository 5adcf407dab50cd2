using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Vouch.Cli.Running;
using Xunit;

namespace Vouch.Cli.Tests.Running;

public class ParallelRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_arrive_in_the_order_of_the_list(int workers)
    {
        List<string> delivered = [];
        new ParallelRun<int, int>(40, index => (index, index % 4), (item, part) =>
        {
            Thread.SpinWait((40 - item) * 100);
            return (item * 10) + part;
        }).Run(workers, (item, parts) => delivered.Add($"{item}:{string.Join(',', parts)}"), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}:{string.Join(',', Enumerable.Range(i * 10, i % 4))}"), delivered);
    }

    [Fact]
    public void A_failure_ends_the_run_and_reaches_the_caller()
    {
        var run = new ParallelRun<int, int>(9, index => (index, 1), (item, _) => item == 4 ? throw new InvalidOperationException("broken") : 0);
        AggregateException failure = Assert.Throws<AggregateException>(() => run.Run(2, (_, _) => { }, CancellationToken.None));
        Assert.Equal("broken", failure.InnerException!.Message);
    }

    [Fact]
    public void A_cancelled_run_hands_over_what_is_done_and_names_the_rest()
    {
        using var source = new CancellationTokenSource();
        List<string> delivered = [];
        IReadOnlyList<int> missing = new ParallelRun<int, int>(4, i => (i, 2), (item, part) =>
        {
            if (item == 2)
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            }

            return (item * 10) + part;
        }).Run(1, (item, parts) => delivered.Add($"{item}:{string.Join(',', parts)}"), source.Token);
        Assert.Equal(["0:0,1", "1:10,11"], delivered);
        Assert.Equal([2, 3], missing);
    }
}
