using System;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Vouch.Bytecode.Btf;

/// <summary>
/// Reads <c>.BTF.ext</c>. Loaders take a broken one for none at all (and say so), so a caller may want to catch the exception.
/// </summary>
public static class BtfExtensionReader
{
    private const string Section = ".BTF.ext";
    private const int HeaderWithLines = 24;
    private const int HeaderWithRelocations = 32;

    private delegate T RecordDecoder<T>(ReadOnlySpan<byte> record);

    /// <summary>Reads the section's bytes. Records may be longer than what is known of them; what follows is passed over.</summary>
    /// <exception cref="BadInputException">The section is not well-formed.</exception>
    public static BtfExtension Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length < 8)
        {
            throw Bad("header is cut short", 0);
        }

        if (BtfEncoding.MagicProblem(data) is { } problem)
        {
            throw Bad(problem, 0);
        }

        if (data[2] != BtfEncoding.Version || data[3] != 0)
        {
            throw Bad("version or flags are unknown", 2);
        }

        uint headerLength = Word(data, 4);
        if (headerLength < HeaderWithLines || headerLength >= data.Length)
        {
            throw Bad("header length leaves no room for its fields or its data", 4);
        }

        return new BtfExtension
        {
            Functions = Group(data, headerLength, 8, 8, static r => new FunctionRecord(Index(r), new BtfTypeId((int)Word(r, 4)))),
            Lines = Group(data, headerLength, 16, 16, static r => new LineRecord(Index(r), Word(r, 4), Word(r, 8), Word(r, 12))),
            CoreRelocations = headerLength < HeaderWithRelocations ? [] : Group(data, headerLength, 24, 16, static r =>
                new CoreRelocation(Word(r, 0), new BtfTypeId((int)Word(r, 4)), Word(r, 8), (CoreRelocationKind)Word(r, 12))),
        };
    }

    /// <summary>One kind of records; <paramref name="field"/> is where the header keeps its offset and length.</summary>
    private static ImmutableArray<BtfExtensionSection<T>> Group<T>(
        ReadOnlySpan<byte> data, uint headerLength, int field, int minimumRecord, RecordDecoder<T> decode)
    {
        uint offset = Word(data, field), length = Word(data, field + 4);
        if (length == 0)
        {
            return [];
        }

        long start = (long)headerLength + offset;
        if (offset % 4 != 0 || start + length > data.Length || length < 4)
        {
            throw Bad("records are unaligned or reach past the end", field);
        }

        ReadOnlySpan<byte> rest = data.Slice((int)start, (int)length);
        uint recordSize = Word(rest, 0);
        if (recordSize < minimumRecord || recordSize % 4 != 0 || rest.Length == 4)
        {
            throw Bad("record size is wrong, or there are no records", start);
        }

        ImmutableArray<BtfExtensionSection<T>>.Builder sections = ImmutableArray.CreateBuilder<BtfExtensionSection<T>>();
        for (rest = rest[4..]; !rest.IsEmpty;)
        {
            long count = rest.Length < 8 ? 0 : Word(rest, 4);
            if (count == 0 || count > (rest.Length - 8) / recordSize)
            {
                throw Bad("number of records is zero or does not fit", start + length - rest.Length);
            }

            int bytes = (int)(count * recordSize);
            sections.Add(new BtfExtensionSection<T>(Word(rest, 0), Records(rest.Slice(8, bytes), (int)recordSize, decode)));
            rest = rest[(8 + bytes)..];
        }

        return sections.ToImmutable();
    }

    private static ImmutableArray<T> Records<T>(ReadOnlySpan<byte> bytes, int size, RecordDecoder<T> decode)
    {
        ImmutableArray<T>.Builder records = ImmutableArray.CreateBuilder<T>(bytes.Length / size);
        for (; !bytes.IsEmpty; bytes = bytes[size..])
        {
            records.Add(decode(bytes[..size]));
        }

        return records.MoveToImmutable();
    }

    private static int Index(ReadOnlySpan<byte> record) => (int)(Word(record, 0) / 8);

    private static uint Word(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);

    private static BadInputException Bad(string problem, long offset) => new(problem, section: Section, offset: offset);
}
