using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier.Types;

/// <summary>The kernel structs that maps are, as programs may read them. Source: Linux 7.3, the map_btf_id of each map type.</summary>
internal static class MapStructs
{
    /// <summary>The struct's name; null when maps of the type cannot be read.</summary>
    public static string? NameOf(MapType type) => type switch
    {
        MapType.Hash or MapType.PercpuHash or MapType.LruHash or MapType.LruPercpuHash or MapType.HashOfMaps => "bpf_htab",
        MapType.Rhash => "bpf_rhtab",
        MapType.Array or MapType.PercpuArray or MapType.ProgArray or MapType.PerfEventArray => "bpf_array",
        MapType.CgroupArray or MapType.ArrayOfMaps => "bpf_array",
        MapType.StackTrace => "bpf_stack_map",
        MapType.LpmTrie => "lpm_trie",
        MapType.Devmap or MapType.DevmapHash => "bpf_dtab",
        MapType.Sockmap => "bpf_stab",
        MapType.Sockhash => "bpf_shtab",
        MapType.Cpumap => "bpf_cpu_map",
        MapType.Xskmap => "xsk_map",
        MapType.CgroupStorageDeprecated or MapType.PercpuCgroupStorageDeprecated => "bpf_cgroup_storage_map",
        MapType.ReuseportSockarray => "reuseport_array",
        MapType.Queue or MapType.Stack => "bpf_queue_stack",
        MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => "bpf_local_storage_map",
        MapType.StructOps => "bpf_struct_ops_map",
        MapType.Ringbuf or MapType.UserRingbuf => "bpf_ringbuf_map",
        MapType.BloomFilter => "bpf_bloom_filter",
        MapType.Arena => "bpf_arena",
        MapType.InsnArray => "bpf_insn_array",
        _ => null,
    };
}
