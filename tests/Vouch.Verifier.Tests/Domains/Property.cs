using System;
using FsCheck;
using FsCheck.Fluent;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Random checks; a failure reports the seed, which gives the case back.</summary>
internal static class Property
{
    private const int Runs = 1500;

    public static void ForEveryCase(Action<ScalarCases> property) => ForEverySeed(seed => property(new ScalarCases(seed)));

    public static void ForEverySeed(Action<ulong> property) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs).WithStartSize(int.MaxValue / 2).WithEndSize(int.MaxValue),
            Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), property));
}
