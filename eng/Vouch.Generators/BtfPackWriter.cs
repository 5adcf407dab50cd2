using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Types;

namespace Vouch.Generators;

/// <summary>Writes the chunked, indexed form of a kernel's BTF that <see cref="IndexedBtf"/> reads; <see cref="BtfPack"/> describes it.</summary>
internal static class BtfPackWriter
{
    public static byte[] Write(byte[] rawBtf)
    {
        RawBtf btf = BtfReader.Parse(rawBtf, "vmlinux", isKernel: true);
        List<byte[]> types = TypeChunks(btf), strings = StringChunks(btf.StringSection), names = NameChunks(btf);
        List<byte[]> all = [.. types, .. strings, .. names, DeclarationTags(btf)];
        using MemoryStream output = new();
        using BinaryWriter writer = new(output);
        writer.Write(BtfPack.Magic);
        writer.Write(btf.TypeLimit);
        writer.Write(btf.StringLimit);
        writer.Write(types.Count);
        writer.Write(strings.Count);
        writer.Write(names.Count);
        byte[][] compressed = all.ConvertAll(Compress).ToArray();
        for (int i = 0; i < all.Count; i++)
        {
            writer.Write(all[i].Length);
            writer.Write(compressed[i].Length);
        }

        foreach (byte[] chunk in compressed)
        {
            writer.Write(chunk);
        }

        writer.Flush();
        return output.ToArray();
    }

    private static List<byte[]> TypeChunks(RawBtf btf)
    {
        List<byte[]> chunks = [];
        for (int first = btf.FirstOwnType; first < btf.TypeLimit; first += BtfPack.TypesPerChunk)
        {
            int start = btf.RecordStart(first), next = first + BtfPack.TypesPerChunk;
            int end = next < btf.TypeLimit ? btf.RecordStart(next) : btf.TypeBytes.Length;
            chunks.Add(btf.TypeBytes[start..end].ToArray());
        }

        return chunks;
    }

    private static List<byte[]> StringChunks(ReadOnlySpan<byte> strings)
    {
        List<byte[]> chunks = [];
        while (!strings.IsEmpty)
        {
            int length = Math.Min(BtfPack.StringChunk, strings.Length);
            length += strings[(length - 1)..].IndexOf((byte)0);
            chunks.Add(strings[..length].ToArray());
            strings = strings[length..];
        }

        return chunks;
    }

    private static List<byte[]> NameChunks(RawBtf btf)
    {
        List<uint>[] buckets = new List<uint>[BtfPack.NameBuckets];
        for (int id = btf.FirstOwnType; id < btf.TypeLimit; id++)
        {
            ReadOnlySpan<byte> name = btf.StringBytes(btf.Type(new BtfTypeId(id)).NameOffset);
            if (!name.IsEmpty)
            {
                uint hash = NameHash.Of(name[..Flavor.EssentialLength(name)]);
                (buckets[hash % BtfPack.NameBuckets] ??= []).Add(BtfPack.NameEntry(hash, id));
            }
        }

        List<byte[]> chunks = [];
        for (int first = 0; first < buckets.Length; first += BtfPack.BucketsPerChunk)
        {
            chunks.Add(NameChunk(buckets.AsSpan(first, BtfPack.BucketsPerChunk)));
        }

        return chunks;
    }

    private static byte[] NameChunk(ReadOnlySpan<List<uint>> buckets)
    {
        using MemoryStream output = new();
        using BinaryWriter writer = new(output);
        foreach (List<uint>? bucket in buckets)
        {
            writer.Write(checked((ushort)(bucket?.Count ?? 0)));
        }

        foreach (List<uint>? bucket in buckets)
        {
            foreach (uint entry in bucket ?? [])
            {
                writer.Write((ushort)entry);
                writer.Write((byte)(entry >> 16));
            }
        }

        writer.Flush();
        return output.ToArray();
    }

    private static byte[] DeclarationTags(RawBtf btf)
    {
        using MemoryStream output = new();
        using BinaryWriter writer = new(output);
        for (int id = btf.FirstOwnType; id < btf.TypeLimit; id++)
        {
            BtfType type = btf.Type(new BtfTypeId(id));
            if (type.Kind == BtfKind.DeclarationTag)
            {
                writer.Write(id);
                writer.Write(type.Target.Value);
            }
        }

        writer.Flush();
        return output.ToArray();
    }

    private static byte[] Compress(byte[] chunk)
    {
        byte[] buffer = new byte[BrotliEncoder.GetMaxCompressedLength(chunk.Length)];
        return BrotliEncoder.TryCompress(chunk, buffer, out int written, quality: 11, window: 22)
            ? buffer[..written]
            : throw new InvalidOperationException("the compressor gave up");
    }
}
