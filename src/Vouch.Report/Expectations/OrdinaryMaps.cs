using System;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Report.Expectations;

/// <summary>
/// The maps that tests of ordinary users create; programs that refer to others are loaded without them.
/// Source: Linux 7.3, tools/testing/selftests/bpf/test_loader.c.
/// </summary>
public static class OrdinaryMaps
{
    /// <summary>Whether a user without capabilities may create the map.</summary>
    public static bool CanCreate(MapDefinition map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Type switch
        {
            MapType.Hash or MapType.PercpuHash or MapType.HashOfMaps => (map.Flags & (uint)MapFlags.ZeroSeed) == 0,
            MapType.Array or MapType.PercpuArray or MapType.ArrayOfMaps or MapType.ProgArray or MapType.PerfEventArray or MapType.CgroupArray
                or MapType.CgroupStorageDeprecated or MapType.PercpuCgroupStorageDeprecated or MapType.Ringbuf or MapType.UserRingbuf => true,
            _ => false,
        };
    }
}
