using System;
using System.IO;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Story;

public class PathStoryTests
{
    /// <summary>Word by word; <c>VOUCH_ACCEPT=1</c> rewrites the file.</summary>
    [Fact]
    public void Explain_tells_of_the_accepted_path_with_most_objects()
    {
        string told = "";
        foreach (string program in new[]
        {
            "cast_and_release_by_the_cast", "clone_outlives_its_source", "callee_submits", "read_own_file", "iterate", "reserve_in_a_callback",
        })
        {
            told += StoryTests.Run("explain", Repo.PathOf($"samples/owned_objects.bpf.o:{program}")) + "\n";
        }

        StoryTests.Compare("owned_objects.txt", told);
    }

    [Fact]
    public void Another_path_can_be_asked_for()
    {
        string told = StoryTests.Run("explain", "--path", "2", Repo.PathOf("samples/owned_objects.bpf.o:read_own_file"));
        Assert.StartsWith("read_own_file: accepted\npath 2 of 2, ", told, StringComparison.Ordinal);
        Assert.Contains("A turns out to be NULL", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_rejected_program_the_failing_path_is_told()
    {
        string told = StoryTests.Run("explain", Repo.PathOf("samples/bad_objects.bpf.o:leaks_a_dynptr"));
        Assert.StartsWith("leaks_a_dynptr: Unreleased reference id=1 alloc_insn=6\n", told, StringComparison.Ordinal);
        Assert.Contains("VCH-LIFE-001", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_without_objects_is_said_to_be_one()
    {
        string told = StoryTests.Run("explain", Repo.PathOf("samples/xdp_filter.bpf.o"));
        Assert.EndsWith("no object is acquired or derived on this path\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_mistake_of_the_user()
    {
        StringWriter error = new();
        int code = VouchCommand.Run(
            ["explain", "--path", "7", Repo.PathOf("samples/owned_objects.bpf.o:read_own_file")], new Terminal(TextWriter.Null, error));
        Assert.Equal(2, code);
        Assert.Equal("vouch: there is no path 7; there are 2\n", error.ToString());
    }
}
