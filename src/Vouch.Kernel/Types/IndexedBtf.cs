using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using Vouch.Bytecode;
using Vouch.Bytecode.Btf;

namespace Vouch.Kernel.Types;

/// <summary>A kernel's BTF read lazily from its bundled form (<see cref="BtfPack"/>): only the chunks asked for are unpacked.</summary>
public sealed class IndexedBtf : EncodedBtf
{
    private readonly ChunkSource chunks;
    private readonly TypeChunk?[] types;
    private readonly byte[]?[] strings;
    private readonly uint[] stringStarts;
    private readonly NameChunk?[] names;
    private readonly int firstNameChunk;
    private DeclarationTagIndex? tags;

    private IndexedBtf(string name, ReadOnlySpan<byte> header, Stream stream)
        : base(name, null, isKernel: true)
    {
        TypeLimit = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        StringLimit = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        types = new TypeChunk?[BinaryPrimitives.ReadInt32LittleEndian(header[12..])];
        strings = new byte[]?[BinaryPrimitives.ReadInt32LittleEndian(header[16..])];
        names = new NameChunk?[BinaryPrimitives.ReadInt32LittleEndian(header[20..])];
        firstNameChunk = types.Length + strings.Length;
        chunks = new ChunkSource(stream, firstNameChunk + names.Length + 1);
        stringStarts = new uint[strings.Length];
        for (int i = 1; i < strings.Length; i++)
        {
            stringStarts[i] = stringStarts[i - 1] + (uint)chunks.RawLength(types.Length + i - 1);
        }
    }

    public override int TypeLimit { get; }

    public override uint StringLimit { get; }

    /// <summary>Opens a bundled file. The stream must be seekable and stays in use as long as the result does.</summary>
    /// <exception cref="BadInputException">This is no such file.</exception>
    public static IndexedBtf Open(Stream stream, string name)
    {
        Span<byte> header = stackalloc byte[BtfPack.HeaderLength];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != BtfPack.Magic)
        {
            throw new BadInputException("is no bundled BTF", offset: 0);
        }

        return new IndexedBtf(name, header, stream);
    }

    public override BtfTypeId? Find(ReadOnlySpan<char> name, BtfKind kind)
    {
        foreach (BtfTypeId id in FindAll(name))
        {
            if (Type(id).Kind == kind)
            {
                return id;
            }
        }

        return null;
    }

    public override IReadOnlyList<BtfTypeId> FindAll(ReadOnlySpan<char> name)
    {
        byte[] wanted = Encode(name);
        return Matches(wanted.AsSpan(0, Flavor.EssentialLength(wanted)), wanted);
    }

    public override IReadOnlyList<BtfTypeId> FindFlavors(ReadOnlySpan<char> essentialName) => Matches(Encode(essentialName), default);

    public override BtfTypeId[] DeclarationTagsOf(BtfTypeId target) =>
        LazyInitializer.EnsureInitialized(ref tags, ReadTags).Of(target);

    protected override ReadOnlySpan<byte> Record(int id)
    {
        int index = id - 1;
        ref TypeChunk? slot = ref types[index / BtfPack.TypesPerChunk];
        TypeChunk chunk = Volatile.Read(ref slot) ?? Publish(ref slot, TypeChunk.Over(chunks.Unpack(index / BtfPack.TypesPerChunk)));
        return chunk.Record(index % BtfPack.TypesPerChunk);
    }

    protected override ReadOnlySpan<byte> OwnString(uint offset)
    {
        int found = System.Array.BinarySearch(stringStarts, offset);
        int index = found >= 0 ? found : ~found - 1;
        ref byte[]? slot = ref strings[index];
        byte[] chunk = Volatile.Read(ref slot) ?? Publish(ref slot, chunks.Unpack(types.Length + index));
        ReadOnlySpan<byte> rest = chunk.AsSpan((int)(offset - stringStarts[index]));
        return rest[..rest.IndexOf((byte)0)];
    }

    private BtfTypeId[] Matches(ReadOnlySpan<byte> essential, ReadOnlySpan<byte> exact)
    {
        if (essential.IsEmpty)
        {
            return [];
        }

        uint hash = NameHash.Of(essential);
        List<BtfTypeId>? found = null;
        foreach (uint entry in Bucket((int)(hash % BtfPack.NameBuckets)))
        {
            BtfTypeId id = new(BtfPack.TypeOf(entry));
            if (BtfPack.MayMatch(entry, hash) && IsNamed(id, essential, exact))
            {
                (found ??= []).Add(id);
            }
        }

        return found?.ToArray() ?? [];
    }

    private bool IsNamed(BtfTypeId id, ReadOnlySpan<byte> essential, ReadOnlySpan<byte> exact)
    {
        ReadOnlySpan<byte> name = StringBytes(Type(id).NameOffset);
        return exact.IsEmpty
            ? name.StartsWith(essential) && Flavor.EssentialLength(name) == essential.Length
            : name.SequenceEqual(exact);
    }

    private ReadOnlySpan<uint> Bucket(int bucket)
    {
        int index = bucket / BtfPack.BucketsPerChunk;
        ref NameChunk? slot = ref names[index];
        NameChunk chunk = Volatile.Read(ref slot) ?? Publish(ref slot, NameChunk.Over(chunks.Unpack(firstNameChunk + index)));
        return chunk.Bucket(bucket % BtfPack.BucketsPerChunk);
    }

    private DeclarationTagIndex ReadTags()
    {
        byte[] pairs = chunks.Unpack(firstNameChunk + names.Length);
        List<(BtfTypeId Tag, BtfTypeId Target)> list = new(pairs.Length / 8);
        for (int at = 0; at < pairs.Length; at += 8)
        {
            list.Add((
                new BtfTypeId(BinaryPrimitives.ReadInt32LittleEndian(pairs.AsSpan(at))),
                new BtfTypeId(BinaryPrimitives.ReadInt32LittleEndian(pairs.AsSpan(at + 4)))));
        }

        return new DeclarationTagIndex(list);
    }

    // Two threads may unpack the same chunk; the first to finish wins and both see the same one.
    private static T Publish<T>(ref T? slot, T made)
        where T : class => Interlocked.CompareExchange(ref slot, made, null) ?? made;

    private static byte[] Encode(ReadOnlySpan<char> name)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(name)];
        _ = Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
