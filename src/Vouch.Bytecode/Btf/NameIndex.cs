using System;
using System.Collections.Generic;
using System.Text;

namespace Vouch.Bytecode.Btf;

/// <summary>Types by name and by name without flavour, built in one pass over an <see cref="EncodedBtf"/>'s own types.</summary>
internal sealed class NameIndex
{
    private readonly EncodedBtf btf;
    private readonly int mask;
    private readonly int[] heads;
    private readonly int[] next;

    public NameIndex(EncodedBtf btf)
    {
        this.btf = btf;
        int count = btf.TypeLimit - btf.FirstOwnType;
        mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1)) - 1;
        heads = new int[mask + 1];
        next = new int[count];

        // Backwards, so that each chain runs by ascending number.
        for (int id = btf.TypeLimit - 1; id >= btf.FirstOwnType; id--)
        {
            ReadOnlySpan<byte> name = btf.StringBytes(btf.Type(new BtfTypeId(id)).NameOffset);
            if (!name.IsEmpty)
            {
                // Chained by the essential name: exact lookups filter, flavour lookups take all.
                ref int head = ref heads[NameHash.Of(name[..Flavor.EssentialLength(name)]) & (uint)mask];
                next[id - btf.FirstOwnType] = head;
                head = id;
            }
        }
    }

    public IReadOnlyList<BtfTypeId> Exact(ReadOnlySpan<char> name)
    {
        byte[] wanted = Encode(name);
        return Matches(wanted.AsSpan(0, Flavor.EssentialLength(wanted)), wanted);
    }

    public IReadOnlyList<BtfTypeId> Flavors(ReadOnlySpan<char> essentialName) => Matches(Encode(essentialName), default);

    private BtfTypeId[] Matches(ReadOnlySpan<byte> essential, ReadOnlySpan<byte> exact)
    {
        if (essential.IsEmpty)
        {
            return [];
        }

        List<BtfTypeId>? found = null;
        for (int id = heads[NameHash.Of(essential) & (uint)mask]; id != 0; id = next[id - btf.FirstOwnType])
        {
            ReadOnlySpan<byte> name = btf.StringBytes(btf.Type(new BtfTypeId(id)).NameOffset);
            bool matches = exact.IsEmpty
                ? name.StartsWith(essential) && Flavor.EssentialLength(name) == essential.Length
                : name.SequenceEqual(exact);
            if (matches)
            {
                (found ??= []).Add(new BtfTypeId(id));
            }
        }

        return found?.ToArray() ?? [];
    }

    private static byte[] Encode(ReadOnlySpan<char> name)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(name)];
        _ = Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
