using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;

namespace Vouch.Bytecode.Btf;

/// <summary>Reads encoded BTF, checking everything that makes it safe to ask: sizes, referred types, names, no loops of modifiers.</summary>
public static class BtfReader
{
    /// <summary>Reads the bytes of a <c>.BTF</c> section. They are kept, not copied, where they are an array.</summary>
    /// <param name="data">The section's bytes, little endian.</param>
    /// <param name="name">What <see cref="BtfSpec.Name"/> is to say.</param>
    /// <param name="baseTypes">The BTF this one is split from: type numbers and string offsets continue its own.</param>
    /// <param name="isKernel">True for the kernel's and modules' BTF.</param>
    /// <exception cref="BadInputException">The data is not well-formed BTF; carries the offset within the section.</exception>
    public static RawBtf Parse(ReadOnlyMemory<byte> data, string name, BtfSpec? baseTypes = null, bool isKernel = false)
    {
        BtfHeader header = BtfHeader.Read(data.Span, baseTypes is not null);
        int first = baseTypes?.TypeLimit ?? 1;
        int[] starts = LocateTypes(data.Span, header, first);
        RawBtf btf = new(data, header, starts, name, baseTypes, isKernel);
        new ReferenceCheck(btf, data, starts, first).Run();
        return btf;
    }

    private static int[] LocateTypes(ReadOnlySpan<byte> data, in BtfHeader header, int first)
    {
        List<int> starts = new(header.TypeLength / 24);
        int position = header.TypeStart, end = header.TypeStart + header.TypeLength;
        while (end - position >= BtfEncoding.TypeHeader)
        {
            uint information = BinaryPrimitives.ReadUInt32LittleEndian(data[(position + 4)..]);
            BtfKind kind = BtfEncoding.Kind(information);
            if (!BtfEncoding.IsKnown(kind))
            {
                throw BtfHeader.Bad(Describe(first + starts.Count, $"is of unknown kind {(int)kind}"), position);
            }

            int size = BtfEncoding.RecordSize(information);
            if (size > end - position)
            {
                throw BtfHeader.Bad(Describe(first + starts.Count, "reaches past the end of the type section"), position);
            }

            if (first + starts.Count > BtfEncoding.MaximumType)
            {
                throw BtfHeader.Bad("holds too many types", position);
            }

            starts.Add(position);
            position += size;
        }

        return position == end ? starts.ToArray() : throw BtfHeader.Bad("type section ends in the middle of a type", position);
    }

    private static string Describe(int id, FormattableString what) => Describe(id, what.ToString(CultureInfo.InvariantCulture));

    private static string Describe(int id, string what) => string.Create(CultureInfo.InvariantCulture, $"type [{id}] {what}");

    /// <summary>Every name and type number that a record mentions must exist.</summary>
    private readonly ref struct ReferenceCheck(RawBtf btf, ReadOnlyMemory<byte> data, int[] starts, int first)
    {
        private readonly ReadOnlySpan<byte> data = data.Span;
        private readonly uint typeLimit = (uint)(first + starts.Length);

        public void Run()
        {
            for (int i = 0; i < starts.Length; i++)
            {
                CheckType(first + i, starts[i]);
            }

            CheckModifierLoops();
        }

        private void CheckType(int id, int at)
        {
            uint information = Word(at + 4);
            CheckName(id, at);
            switch (BtfEncoding.Kind(information))
            {
                case BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
                    or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag:
                    CheckReference(id, at + 8);
                    break;
                case BtfKind.Array:
                    CheckReference(id, at + 12);
                    CheckReference(id, at + 16);
                    break;
                case BtfKind.Function:
                    CheckReference(id, at + 8);
                    CheckIsPrototype(id, at + 8);
                    break;
                case BtfKind.FunctionPrototype:
                    CheckReference(id, at + 8);
                    CheckElements(id, at, information, nameAt: 0, typeAt: 4);
                    break;
                case BtfKind.Struct or BtfKind.Union:
                    CheckElements(id, at, information, nameAt: 0, typeAt: 4);
                    break;
                case BtfKind.Enum or BtfKind.Enum64:
                    CheckElements(id, at, information, nameAt: 0, typeAt: -1);
                    break;
                case BtfKind.DataSection:
                    CheckElements(id, at, information, nameAt: -1, typeAt: 0);
                    break;
                default:
                    break;
            }
        }

        private void CheckElements(int id, int at, uint information, int nameAt, int typeAt)
        {
            int size = BtfEncoding.ElementSize(BtfEncoding.Kind(information));
            int element = at + BtfEncoding.TypeHeader;
            for (int left = BtfEncoding.Count(information); left > 0; left--, element += size)
            {
                if (nameAt >= 0)
                {
                    CheckName(id, element + nameAt);
                }

                if (typeAt >= 0)
                {
                    CheckReference(id, element + typeAt);
                }
            }
        }

        private void CheckName(int id, int at)
        {
            if (Word(at) >= btf.StringLimit)
            {
                throw BtfHeader.Bad(Describe(id, $"has a name outside the strings ({Word(at)})"), at);
            }
        }

        private void CheckReference(int id, int at)
        {
            if (Word(at) >= typeLimit)
            {
                throw BtfHeader.Bad(Describe(id, $"refers to type {Word(at)}, which does not exist"), at);
            }
        }

        private void CheckIsPrototype(int id, int at)
        {
            if (btf.Type(new BtfTypeId((int)Word(at))).Kind != BtfKind.FunctionPrototype)
            {
                throw BtfHeader.Bad(Describe(id, $"is a function, but type {Word(at)} is no prototype"), at);
            }
        }

        /// <summary>Chains of typedefs and qualifiers must end, since everyone who skips them walks to the end.</summary>
        private void CheckModifierLoops()
        {
            // Number of the walk that first saw a type; a walk that meets its own number went round.
            int[] seenBy = new int[starts.Length];
            for (int i = 0; i < starts.Length; i++)
            {
                int at = i;
                while (at >= 0 && seenBy[at] == 0)
                {
                    seenBy[at] = i + 1;
                    BtfType type = btf.Type(new BtfTypeId(first + at));
                    at = type.IsModifier ? type.Target.Value - first : -1;
                    if (at >= 0 && seenBy[at] == i + 1)
                    {
                        throw BtfHeader.Bad(Describe(first + at, "is a modifier of itself"), starts[at]);
                    }
                }
            }
        }

        private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
    }
}
