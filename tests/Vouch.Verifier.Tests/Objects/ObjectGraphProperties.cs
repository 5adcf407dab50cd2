using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

public class ObjectGraphProperties
{
    private const int Runs = 600;

    [Fact]
    public void The_kernels_model_follows_the_naive_rules() => ForEverySeed(seed => new RandomLife(seed, ObjectModel.Linux73).Run(() => { }));

    [Fact]
    public void The_strict_model_follows_the_naive_rules() => ForEverySeed(seed => new RandomLife(seed, ObjectModel.Strict).Run(() => { }));

    [Fact]
    public void In_the_strict_model_nothing_usable_belongs_to_what_was_given_back() => ForEverySeed(seed =>
    {
        RandomLife life = new(seed, ObjectModel.Strict);
        life.Run(() => Assert.DoesNotContain(life.Heap.Places.Values, held => life.Heap.GivenBack.Contains(held.Resource)));
    });

    [Fact]
    public void Nor_in_the_kernels_as_long_as_no_frame_was_left() => ForEverySeed(seed =>
    {
        RandomLife life = new(seed, ObjectModel.Linux73);
        life.Run(() => Assert.True(
            life.HasLeftFrame || !life.Heap.Places.Values.Any(held => life.Heap.GivenBack.Contains(held.Resource))));
    });

    [Fact]
    public void What_the_kernel_accepts_the_legacy_model_accepts_and_what_is_usable_there_stays_usable() =>
        ForEverySeed(seed => new TwinLife(seed).Run());

    private static void ForEverySeed(Action<ulong> property) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs).WithStartSize(int.MaxValue / 2).WithEndSize(int.MaxValue),
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), property));
}
