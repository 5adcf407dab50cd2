using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Vouch.Kernel.Releases;
using Xunit;

namespace Vouch.Kernel.Tests;

public class FactsOfAProfileTests
{
    private static readonly Assembly Kernel = typeof(KernelProfile).Assembly;

    // Words and shapes that no release decides.
    private static readonly string[] TrueOfEveryRelease =
    [
        "AttachTables.TracepointPrefix", "AttachTypes.All", "AttachTypes.AllBut", "AttachTypes.Of", "HelperPrototype.MaxArguments",
        "IteratorTarget.FunctionPrefix", "KfuncTable.KernelModule", "ReturnRanges.ErrorOrZero",
        "ReturnRanges.MaxErrno",
    ];

    [Fact]
    public void Facts_are_asked_of_a_profile_and_of_nothing_static() =>
        Assert.Equal(
            TrueOfEveryRelease,
            from type in Kernel.GetExportedTypes()
            where type is { IsEnum: false, Namespace: not null } && IsTableOfFacts(type.Namespace)
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where member is not MethodInfo { IsSpecialName: true }
            let name = $"{type.Name}.{member.Name}"
            orderby name
            select name);

    [Fact]
    public void The_verifier_does_not_see_the_rows() =>
        Assert.DoesNotContain("Vouch.Verifier", Kernel.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName));

    [Fact]
    public void Every_table_with_rows_says_which_releases_they_were_taken_from()
    {
        List<Type> tables = [.. Kernel.GetTypes().Where(type => type.GetProperty("All", BindingFlags.Public | BindingFlags.Static) is { } rows
            && rows.PropertyType.GenericTypeArguments is [{ } row] && row.IsAssignableTo(typeof(IFact)))];
        Assert.NotEmpty(tables);
        Assert.All(tables, table => Assert.True(
            (ReleaseSet)table.GetField("Known")!.GetRawConstantValue()! is var known && (known & ReleaseSet.Linux73) != 0, table.Name));
    }

    [Fact]
    public void Copies_of_a_profile_share_its_tables() =>
        Assert.Same(KernelProfile.Linux73.Kfuncs, KernelProfile.Linux73.WithRules(KernelProfile.Linux73.Rules with { }).Kfuncs);

    [Fact]
    public void What_was_not_taken_from_a_release_is_not_guessed() =>
        Assert.Equal(
            "contexts of Linux 5.10.262: not supported yet",
            Assert.Throws<NotSupportedException>(() => KernelReleases.Find("linux-5.10")!.Require(ReleaseSet.Linux73, "contexts")).Message);

    private static bool IsTableOfFacts(string name) =>
        name.Split('.')[^1] is "Attach" or "Contexts" or "Helpers" or "Kfuncs" or "Maps" or "Programs";
}
