using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;

namespace Vouch.Bytecode.Btf;

/// <summary>
/// Modules carry a 'distilled' base: only the named base types they mention, structs without their members. When the kernel loads
/// the module, each of those is found again in the kernel's types by name (and size, where the name alone would be ambiguous or the
/// size matters). Rules: Linux 7.3, Documentation/bpf/btf.rst, section .BTF.base.
/// </summary>
public static class DistilledBase
{
    private const string Section = ".BTF.base";

    /// <summary>The module's types, split from <paramref name="kernel"/> instead of its distilled base.</summary>
    /// <param name="module">The module's types as read with <paramref name="distilled"/> as their base.</param>
    /// <param name="distilled">The module's <c>.BTF.base</c>.</param>
    /// <param name="kernel">The types of the kernel that the module is for.</param>
    /// <exception cref="BadInputException">A base type is missing from the kernel, or cannot be told from another.</exception>
    public static RawBtf Relocate(RawBtf module, RawBtf distilled, BtfSpec kernel)
    {
        bool[] embedded = EmbeddedTypes(module, distilled);
        int[] types = new int[distilled.TypeLimit];
        Dictionary<uint, uint> strings = [];
        for (int id = 1; id < types.Length; id++)
        {
            BtfType found = Find(distilled, distilled.Type(new BtfTypeId(id)), embedded[id], kernel);
            types[id] = found.Id.Value;
            strings[distilled.Type(new BtfTypeId(id)).NameOffset] = found.NameOffset;
        }

        return new Rewriter(module, distilled, (EncodedBtf)kernel, types, strings).Run();
    }

    private static BtfType Find(RawBtf distilled, in BtfType wanted, bool isEmbedded, BtfSpec kernel)
    {
        string name = distilled.NameOf(wanted);
        if (name.Length == 0)
        {
            throw Bad(wanted, name, "is anonymous");
        }

        List<BtfType> named = [];
        int composites = 0;
        foreach (BtfTypeId id in kernel.FindAll(name))
        {
            BtfType type = kernel.Type(id);
            named.Add(type);
            composites += type.IsStructOrUnion ? 1 : 0;
        }

        BtfType? found = null;
        foreach (BtfType candidate in named)
        {
            bool needsSize = !candidate.IsStructOrUnion || composites > 1 || isEmbedded;
            if (IsSameKind(distilled, wanted, kernel, candidate)
                && (!needsSize || candidate.Kind == BtfKind.Forward || candidate.SizeOrType == wanted.SizeOrType))
            {
                found = found is null ? candidate : throw Bad(wanted, name, "has several counterparts of the same size in the kernel");
            }
        }

        return found ?? throw Bad(wanted, name, "has no counterpart in the kernel");
    }

    private static bool IsSameKind(RawBtf distilled, in BtfType wanted, BtfSpec kernel, in BtfType candidate) => wanted.Kind switch
    {
        // A forward declaration stands for a struct or a union; the kernel tells them by the flag of whatever it finds.
        BtfKind.Forward => candidate.Kind switch
        {
            BtfKind.Forward => candidate.KindFlag == wanted.KindFlag,
            BtfKind.Struct => !candidate.KindFlag,
            BtfKind.Union => candidate.KindFlag,
            _ => false,
        },
        BtfKind.Int => candidate.Kind == BtfKind.Int && kernel.Integer(candidate) == distilled.Integer(wanted),
        BtfKind.Float => candidate.Kind == BtfKind.Float,
        BtfKind.Enum => candidate.IsAnyEnum,
        BtfKind.Struct or BtfKind.Union => candidate.IsStructOrUnion,
        _ => throw Bad(wanted, distilled.NameOf(wanted), "is of a kind that no distilled base holds"),
    };

    /// <summary>Base structs that are part of a module's struct by value: for those the size must agree.</summary>
    private static bool[] EmbeddedTypes(RawBtf module, RawBtf distilled)
    {
        bool[] embedded = new bool[distilled.TypeLimit];
        for (int id = module.FirstOwnType; id < module.TypeLimit; id++)
        {
            BtfType type = module.Type(new BtfTypeId(id));
            for (int i = 0; type.IsStructOrUnion && i < type.Count; i++)
            {
                BtfType inner = InnermostElement(module, module.Member(type, i).Type);
                if (inner.IsStructOrUnion && inner.Id.Value < embedded.Length)
                {
                    embedded[inner.Id.Value] = true;
                }
            }
        }

        return embedded;
    }

    private static BtfType InnermostElement(BtfSpec btf, BtfTypeId id)
    {
        // Arrays may form a loop in a broken file; no chain is longer than there are types.
        for (int steps = 0; steps < btf.TypeLimit; steps++)
        {
            BtfType type = btf.SkipModifiers(id);
            if (type.Kind != BtfKind.Array)
            {
                return type;
            }

            id = btf.Array(type).Element;
        }

        throw Bad(btf.Type(id), string.Empty, "is an array of itself");
    }

    private static BadInputException Bad(in BtfType type, string name, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"base type [{type.Id}] '{name}' {problem}"), section: Section);

    /// <summary>Rewrites every type number and string offset of the module's own types.</summary>
    private sealed class Rewriter(RawBtf module, RawBtf distilled, EncodedBtf kernel, int[] types, Dictionary<uint, uint> strings)
    {
        private readonly byte[] data = module.Data.ToArray();

        public RawBtf Run()
        {
            int typeStart = BtfHeader.Read(data, isSplit: true).TypeStart;
            for (int id = module.FirstOwnType; id < module.TypeLimit; id++)
            {
                foreach (BtfReference reference in BtfReferences.Of(data.AsSpan(typeStart + module.RecordStart(id))))
                {
                    Span<byte> word = data.AsSpan(typeStart + module.RecordStart(id) + reference.Offset, 4);
                    uint old = BinaryPrimitives.ReadUInt32LittleEndian(word);
                    BinaryPrimitives.WriteUInt32LittleEndian(word, reference.IsName ? Name(old) : Type(old));
                }
            }

            return BtfReader.Parse(data, module.Name, kernel, module.IsKernel);
        }

        private uint Type(uint id) =>
            id < types.Length ? (uint)types[id] : id - (uint)distilled.TypeLimit + (uint)kernel.TypeLimit;

        private uint Name(uint offset)
        {
            if (offset == 0)
            {
                return 0;
            }

            if (offset >= distilled.StringLimit)
            {
                return offset - distilled.StringLimit + kernel.StringLimit;
            }

            return strings.TryGetValue(offset, out uint found)
                ? found
                : throw new BadInputException("a module's name is not among those of its base", section: Section, offset: offset);
        }
    }
}
