using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Writing;

/// <summary>The types of an object's functions, and the records that connect them with the code.</summary>
internal sealed class FunctionTypes
{
    private const int ExtensionHeader = 24, RecordSize = 8;

    private readonly BaseObject origin;
    private readonly BtfBuilder builder;
    private readonly Dictionary<string, BtfTypeId> pointers = [];
    private readonly BtfTypeId integer, wide;

    public FunctionTypes(BaseObject origin)
    {
        this.origin = origin;
        builder = new BtfBuilder(origin.Types);
        integer = origin.Types.Find("int", BtfKind.Int)!.Value;
        wide = origin.Types.Find("long long", BtfKind.Int)!.Value;
    }

    /// <summary>Adds a function's prototype, itself and the tags of its parameters.</summary>
    public BtfTypeId Add(FuzzFunction function, string section)
    {
        var parameters = new BtfParameter[function.Parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new BtfParameter(builder.AddString("p" + (char)('0' + i)), TypeOf(function.Parameters[i], section));
        }

        BtfTypeId prototype = builder.AddFunctionPrototype(integer, parameters);
        BtfTypeId added = builder.AddFunction(function.Name, prototype, function.Role == FunctionRole.Static ? BtfLinkage.Static : BtfLinkage.Global);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (function.Parameters[i] == ParameterKind.NonNullMemory)
            {
                _ = builder.AddDeclarationTag("arg:nonnull", added, i);
            }
        }

        return added;
    }

    /// <summary>Declares the kernel functions that the code calls.</summary>
    public void DeclareExterns(IEnumerable<string> names)
    {
        KernelPrototypes prototypes = new(origin.KernelTypes, builder);
        List<BtfSectionVariable> section = [];
        foreach (string name in names)
        {
            BtfTypeId kernel = origin.KernelTypes.Find(name, BtfKind.Function)!.Value;
            section.Add(new BtfSectionVariable(prototypes.Declare(name, kernel), 0, 0));
        }

        if (section.Count > 0)
        {
            _ = builder.AddDataSection(".ksyms", 0, [.. section]);
        }
    }

    /// <summary>The bytes of <c>.BTF</c>, and of <c>.BTF.ext</c> with a record for each function.</summary>
    public byte[] Encode(out byte[] extension, IEnumerable<CodeSection> code)
    {
        List<byte> records = [];
        foreach (CodeSection section in code.Where(s => s.Functions.Count > 0))
        {
            if (records.Count == 0)
            {
                Append(records, RecordSize);
            }

            Append(records, builder.AddString(section.Section.Name));
            Append(records, (uint)section.Functions.Count);
            foreach ((int slot, BtfTypeId type) in section.Functions.OrderBy(f => f.Slot))
            {
                Append(records, (uint)slot * 8);
                Append(records, (uint)type.Value);
            }
        }

        var header = new byte[ExtensionHeader];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0xeb9f);
        header[2] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), ExtensionHeader);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), (uint)records.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), (uint)records.Count);
        extension = [.. header, .. records];
        return builder.Encode();
    }

    private static void Append(List<byte> bytes, uint value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }

    private BtfTypeId TypeOf(ParameterKind kind, string section) => kind switch
    {
        ParameterKind.Int => integer,
        ParameterKind.Long => wide,
        ParameterKind.Context => ContextType(section),
        ParameterKind.Memory => PointerTo("wide"),
        ParameterKind.NonNullMemory => PointerTo("narrow"),
        ParameterKind.Dynptr => PointerTo("bpf_dynptr"),
        _ => PointerTo(""),
    };

    private BtfTypeId ContextType(string section) => section.Split('/')[0] switch
    {
        "tc" or "tcx" or "socket" or "cgroup_skb" or "sk_skb" or "action" or "lwt_in" or "lwt_out" or "lwt_xmit" => PointerTo("__sk_buff"),
        "xdp" or "xdp.frags" => PointerTo("xdp_md"),
        _ => PointerTo(""),
    };

    private BtfTypeId PointerTo(string name)
    {
        if (!pointers.TryGetValue(name, out BtfTypeId pointer))
        {
            pointer = builder.AddPointer(name.Length == 0 ? default : origin.Struct(name));
            pointers.Add(name, pointer);
        }

        return pointer;
    }
}
