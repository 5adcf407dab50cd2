namespace Vouch.Kernel.Types;

/// <summary>
/// The form in which a kernel's BTF is bundled: cut into chunks that are compressed (Brotli) one by one, so that asking for a few
/// types unpacks a few chunks. All numbers are little endian.
/// <code>
/// magic, type limit, string limit, counts of type, string and name chunks     6 x 4 bytes
/// raw and compressed length of every chunk                                    2 x 4 bytes each
/// type chunks      records of TypesPerChunk consecutive types
/// string chunks    consecutive pieces of the string section, cut behind a string's end
/// name chunks      BucketsPerChunk counts of 2 bytes, then that many 3-byte entries, bucket by bucket
/// one chunk        declaration tags as (tag, target) of 4 bytes each
/// </code>
/// A name's bucket comes from the hash of its part before a flavour suffix; see <see cref="Bytecode.Btf.Flavor"/>.
/// </summary>
internal static class BtfPack
{
    /// <summary>"BTP1".</summary>
    public const uint Magic = 0x31505442;

    public const int HeaderLength = 24;
    public const int TypesPerChunk = 1024;
    public const int StringChunk = 32 * 1024;
    public const int NameBuckets = 1 << 16;
    public const int BucketsPerChunk = 1 << 12;

    /// <summary>A type number (20 bits) with four bits of its name's hash, which spare most of the strings a look.</summary>
    public static uint NameEntry(uint hash, int id) => (uint)id | ((hash >> 28) << 20);

    public static int TypeOf(uint entry) => (int)(entry & 0xfffff);

    public static bool MayMatch(uint entry, uint hash) => entry >> 20 == hash >> 28;
}
