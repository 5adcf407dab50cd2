using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Tests.Types;
using Xunit;

namespace Vouch.Kernel.Tests;

/// <summary>What loaders of different users see of one kernel.</summary>
public class KernelProfileViewTests
{
    [Theory]
    [InlineData(Capabilities.All, 1)]
    [InlineData(Capabilities.Perfmon, 0)]
    public void Types_of_modules_are_for_users_who_may_load_types(Capabilities capabilities, int expected)
    {
        KernelProfile kernel = KernelProfile.Linux73;
        using TemporaryFile file = new("module.btf", new BtfBuilder("ignored", kernel.Types).Encode());
        KernelView view = kernel.OpenView([file.Path], capabilities);
        Assert.Equal(expected, view.Modules.Length);
    }

    [Theory] // delta 6.18 section 14
    [InlineData("linux-7.3", 0x070304u, true)]
    [InlineData("linux-6.18", 0x06120fu, false)]
    public void Loaders_see_the_release_and_what_it_answers_when_tried(string kernel, uint version, bool arenaDataIsLast)
    {
        KernelView view = KernelProfile.Open(kernel).OpenView();
        Assert.Equal((version, arenaDataIsLast), (view.Version, view.PutsArenaDataLast));
    }

    [Theory] // delta 6.18 K7
    [InlineData(MapType.Ringbuf, 0u, 0u, 4096u, MapFlags.RingbufOverwrite, 22)]
    [InlineData(MapType.Ringbuf, 0u, 0u, 4096u, MapFlags.None, 0)]
    [InlineData(MapType.InsnArray, 4u, 16u, 1u, MapFlags.None, 22)]
    public void Linux_6_18_does_not_create_what_came_later(MapType type, uint key, uint value, uint entries, MapFlags flags, int error)
    {
        MapDefinition map = new() { Name = "map", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = (uint)flags };
        Assert.Equal((0, error), (KernelProfile.Linux73.OpenView().MapCreationError(map), KernelProfile.Open("linux-6.18").OpenView().MapCreationError(map)));
    }

    [Fact] // delta 6.18 K7
    public void Linux_6_18_does_not_bound_a_queue_as_a_whole()
    {
        MapDefinition queue = new() { Name = "queue", Type = MapType.Queue, ValueSize = 1 << 16, MaxEntries = 1 << 17 };
        Assert.Equal((7, 0), (KernelProfile.Linux73.OpenView().MapCreationError(queue), KernelProfile.Open("linux-6.18").OpenView().MapCreationError(queue)));
    }
}
