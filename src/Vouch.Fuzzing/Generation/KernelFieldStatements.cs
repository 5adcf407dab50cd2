using System.Collections.Immutable;
using Vouch.Bytecode.Btf;

namespace Vouch.Fuzzing.Generation;

/// <summary>Walks through the kernel's structs: fields of kernel objects, casts, and the context as the kernel sees it.</summary>
internal static class KernelFieldStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("kernel field", 9, w => w.Has(IsObject), WriteField),
        new("read-only cast", 2, w => MapStatements.CanCall(w) && (w.Has(IsObject) || w.Has(ScalarStatements.IsScalar)), WriteCast),
        new("kernel context", 2, w => MapStatements.CanCall(w) && ContextStruct(w.Shape).Length > 0 && w.Has(PacketStatements.IsContext), WriteContextCast),
    ];

    private static bool IsObject(Value value) => value is { Kind: ValueKind.KernelObject, MayBeNull: false };

    private static string ContextStruct(ProgramShape shape) => shape.Section switch
    {
        "tc" or "socket" or "cgroup_skb/egress" or "lwt_xmit" => "sk_buff",
        "xdp" => "xdp_buff",
        "sockops" => "bpf_sock_ops_kern",
        _ => "",
    };

    private static void WriteField(FunctionWriter writer)
    {
        int source = writer.Find(IsObject);
        int target = writer.Dice.Chance(25) && !writer.IsPinned(source) ? source : writer.Target();
        if (target < 0 || Field(writer, writer[source].Name) is not { } field)
        {
            return;
        }

        writer.Emit($"r{target} = *(u{field.Size * 8} *)(r{source} + {field.Offset})");
        writer[target] = field.Result;
        if (field.Result.Kind == ValueKind.KernelObject && writer.Dice.Chance(50))
        {
            writer[target] = field.Result with { MayBeNull = true };
            BranchStatements.WriteNullCheck(writer, target);
        }
    }

    /// <summary>A member of a kernel struct that one load can read; sometimes the place of one that is larger.</summary>
    private static (int Offset, int Size, Value Result)? Field(FunctionWriter writer, string structName)
    {
        BtfSpec types = writer.Program.KernelTypes;
        if (types.Find(structName, BtfKind.Struct) is not { } id || types.Type(id) is not { Count: > 0 } type)
        {
            return null;
        }

        BtfMember member = types.Member(type, writer.Dice.Below(type.Count));
        BtfType content = types.SkipModifiers(member.Type);
        int offset = member.BitOffset / 8;
        if (offset > short.MaxValue)
        {
            return null;
        }

        if (content.Kind == BtfKind.Pointer)
        {
            BtfType target = types.SkipModifiers(content.Target);
            Value result = target.Kind == BtfKind.Struct ? new Value(ValueKind.KernelObject, types.NameOf(target)) : Value.Scalar();
            return (offset, 8, result);
        }

        int size = content.Kind is BtfKind.Int or BtfKind.Enum && content.Size is 1 or 2 or 4 or 8 ? content.Size : writer.Dice.Pick(1, 4, 8);
        return (offset, size, Value.Scalar());
    }

    private static void WriteCast(FunctionWriter writer)
    {
        int source = writer.Find(v => IsObject(v) || v.Kind == ValueKind.Scalar);
        string name = writer.Dice.Pick("task_struct", "sk_buff", "file", "cgroup", "mm_struct");
        writer.Move(1, source);
        writer.Emit($"r2 = {(writer.Dice.Chance(20) ? 0 : writer.Program.KernelTypes.Find(name, BtfKind.Struct)!.Value.Value)}");
        writer.Call("bpf_rdonly_cast", new Value(ValueKind.KernelObject, name));
    }

    private static void WriteContextCast(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(PacketStatements.IsContext));
        writer.Call("bpf_cast_to_kern_ctx", new Value(ValueKind.KernelObject, ContextStruct(writer.Shape)));
    }
}
