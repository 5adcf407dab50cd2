using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>
/// Judges a program's BTF as the kernel's BTF load command does: each record by itself, then what the records refer to, then prototypes.
/// Rules: Linux 7.3. Not covered here: the special fields (locks, lists, kernel pointers) of the program's structs, which the load
/// command examines last.
/// </summary>
public static class BtfValidator
{
    private const int LargestSize = 16 << 20;
    private const int LongestModifierChain = 32;

    /// <summary>The first thing the kernel would refuse, or null when it accepts. For BTF that is not split from another.</summary>
    public static BtfProblem? Check(RawBtf btf)
    {
        if (btf.Data.Length > LargestSize)
        {
            return new BtfProblem(BtfProblem.TooBig, string.Empty);
        }

        return CheckHeader(btf.Data.Span) ?? CheckRecords(btf) ?? CheckReferences(btf) ?? CheckModifierChains(btf);
    }

    private static BtfProblem? CheckHeader(ReadOnlySpan<byte> data)
    {
        uint headerLength = Word(data, 4);
        if (headerLength > BtfEncoding.FullHeader && data[BtfEncoding.FullHeader..(int)headerLength].ContainsAnyExcept((byte)0))
        {
            return new BtfProblem(BtfProblem.TooBig, "Unsupported btf_header");
        }

        if (data[2] != BtfEncoding.Version)
        {
            return new BtfProblem(BtfProblem.NotSupported, "Unsupported version");
        }

        if (data[3] != 0)
        {
            return new BtfProblem(BtfProblem.NotSupported, "Unsupported flags");
        }

        return CheckSections(data, headerLength);
    }

    /// <summary>The sections must lie one behind the other and fill the data.</summary>
    private static BtfProblem? CheckSections(ReadOnlySpan<byte> data, uint headerLength)
    {
        bool hasLayout = headerLength >= BtfEncoding.FullHeader && Word(data, 28) != 0;
        // The offset above the length, so that they sort as pairs.
        ulong[] sections = hasLayout ? [Pair(data, 8), Pair(data, 16), Pair(data, 24)] : [Pair(data, 8), Pair(data, 16)];
        Array.Sort(sections);
        uint whole = (uint)data.Length - headerLength, total = 0;
        foreach (ulong section in sections)
        {
            (uint offset, uint length) = ((uint)(section >> 32), unchecked((uint)section));
            string? problem = whole < offset ? "Invalid section offset"
                : total < offset ? "Unsupported section found"
                : total > offset ? "Section overlap found"
                : whole - total < length ? "Total section length too long"
                : null;
            if (problem is not null)
            {
                return new BtfProblem(BtfProblem.Invalid, problem);
            }

            total += length;
        }

        return total == whole ? null : new BtfProblem(BtfProblem.Invalid, "Unsupported section found");
    }

    private static BtfProblem? CheckRecords(RawBtf btf)
    {
        if (btf.TypeLimit == btf.FirstOwnType)
        {
            return new BtfProblem(BtfProblem.Invalid, "No type found");
        }

        BtfShapeCheck shapes = new(btf);
        BtfProblem? problem = null;
        for (int id = btf.FirstOwnType; id < btf.TypeLimit && problem is null; id++)
        {
            problem = shapes.Check(btf.Type(new BtfTypeId(id)));
        }

        return problem;
    }

    private static BtfProblem? CheckReferences(RawBtf btf)
    {
        BtfResolution resolution = new(btf);
        BtfProblem? problem = null;
        for (int id = btf.FirstOwnType; id < btf.TypeLimit && problem is null; id++)
        {
            BtfType type = btf.Type(new BtfTypeId(id));
            problem = ResolveIfNeeded(resolution, type)
                ?? (type.Kind == BtfKind.FunctionPrototype ? CheckPrototype(btf, resolution, type) : null);
        }

        return problem;
    }

    /// <summary>The result and all parameters must have a size. A nameless last parameter of type void stands for any more.</summary>
    private static BtfProblem? CheckPrototype(RawBtf btf, BtfResolution resolution, in BtfType prototype)
    {
        if (!prototype.Target.IsVoid && CheckUse(btf, resolution, prototype, prototype.Target, "Invalid return type") is BtfProblem problem)
        {
            return problem;
        }

        for (int i = 0; i < prototype.Count; i++)
        {
            BtfParameter parameter = btf.Parameter(prototype, i);
            if (i == prototype.Count - 1 && parameter is { Type.IsVoid: true, NameOffset: 0 })
            {
                break;
            }

            string text = string.Create(CultureInfo.InvariantCulture, $"Invalid arg#{i + 1}");
            bool named = parameter.NameOffset == 0 || BtfNames.IsIdentifier(btf.StringBytes(parameter.NameOffset));
            if (!named || parameter.Type.IsVoid)
            {
                return BtfLogLine.OfType(btf, prototype, text);
            }

            if (CheckUse(btf, resolution, prototype, parameter.Type, text) is BtfProblem bad)
            {
                return bad;
            }
        }

        return null;
    }

    private static BtfProblem? CheckUse(RawBtf btf, BtfResolution resolution, in BtfType prototype, BtfTypeId used, string text)
    {
        BtfType type = btf.Type(used);
        if (ReferenceWalk.IsOnlyReferring(type))
        {
            return BtfLogLine.OfType(btf, prototype, text);
        }

        return ResolveIfNeeded(resolution, type) ?? (resolution.TrySize(ref used, out _) ? null : BtfLogLine.OfType(btf, prototype, text));
    }

    private static BtfProblem? ResolveIfNeeded(BtfResolution resolution, in BtfType type) =>
        ReferenceWalk.NeedsResolution(type) && !resolution.IsResolved(type.Id) ? resolution.Resolve(type) : null;

    private static BtfProblem? CheckModifierChains(RawBtf btf)
    {
        int good = btf.FirstOwnType - 1;
        for (int id = btf.FirstOwnType; id < btf.TypeLimit; id++)
        {
            BtfType type = btf.Type(new BtfTypeId(id));
            if (!type.IsModifier)
            {
                continue;
            }

            for (int left = LongestModifierChain; type.IsModifier; left--)
            {
                if (left == 0)
                {
                    return new BtfProblem(BtfProblem.Loop, "Max chain length or cycle detected");
                }

                if (type.Id.Value <= good)
                {
                    break;
                }

                type = btf.Type(type.Target);
            }

            good = id;
        }

        return null;
    }

    private static ulong Pair(ReadOnlySpan<byte> data, int at) => ((ulong)Word(data, at) << 32) | Word(data, at + 4);

    private static uint Word(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);
}
