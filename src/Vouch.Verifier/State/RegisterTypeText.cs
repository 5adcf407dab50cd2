using System;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.State;

/// <summary>The log's names of register types, dynptr kinds, iterators and slot types.</summary>
internal static class RegisterTypeText
{
    private static readonly string[] Kinds = KindNames();

    /// <summary>In the order in which they stand before the kind.</summary>
    private static readonly (TypeFlags Flag, string Text)[] Prefixes =
    [
        (TypeFlags.ReadOnly, "rdonly_"),
        (TypeFlags.RingbufMemory, "ringbuf_"),
        (TypeFlags.User, "user_"),
        (TypeFlags.Percpu, "percpu_"),
        (TypeFlags.Rcu, "rcu_"),
        (TypeFlags.Untrusted, "untrusted_"),
        (TypeFlags.Trusted, "trusted_"),
    ];

    /// <summary>The type in words, such as <c>map_value_or_null</c>. For BTF objects the name of a struct is to follow.</summary>
    public static string Of(RegisterType type)
    {
        LogText text = new();
        Append(text, type);
        return text.Written.ToString();
    }

    public static void Append(LogText text, RegisterType type)
    {
        foreach ((TypeFlags flag, string prefix) in Prefixes)
        {
            if (type.Has(flag))
            {
                text.Append(prefix);
            }
        }

        text.Append(Kinds[(int)type.Kind]);
        if (type.MayBeNull)
        {
            text.Append(type.Kind == RegisterKind.BtfObject ? "or_null_" : "_or_null");
        }
    }

    public static string Name(DynptrKind kind) => kind switch
    {
        DynptrKind.Local => "local",
        DynptrKind.Ringbuf => "ringbuf",
        DynptrKind.Skb => "skb",
        DynptrKind.Xdp => "xdp",
        DynptrKind.SkbMeta => "skb_meta",
        DynptrKind.File => "file",
        _ => "<invalid>",
    };

    public static string Name(IteratorState state) => state switch
    {
        IteratorState.Active => "active",
        IteratorState.Drained => "drained",
        _ => "<invalid>",
    };

    /// <summary>The name of an iterator on the stack: its struct's without what all of them begin with.</summary>
    public static string IteratorName(ProgramFacts facts, in RegisterState slot)
    {
        const string prefix = "bpf_iter_";
        string name = facts.Types(slot.Btf).NameOf(slot.BtfType);
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }

    /// <summary>One character for one byte of stack.</summary>
    public static char Letter(SlotType type) => type switch
    {
        SlotType.Invalid => '?',
        SlotType.Spill => 'r',
        SlotType.Misc => 'm',
        SlotType.Zero => '0',
        SlotType.Dynptr => 'd',
        SlotType.Iterator => 'i',
        SlotType.IrqFlag => 'f',
        SlotType.Poison => 'p',
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static string[] KindNames()
    {
        string[] names = new string[(int)RegisterKind.Dynptr + 1];
        names[(int)RegisterKind.NotInitialized] = "?";
        names[(int)RegisterKind.Scalar] = "scalar";
        names[(int)RegisterKind.Context] = "ctx";
        names[(int)RegisterKind.MapPointer] = "map_ptr";
        names[(int)RegisterKind.MapValue] = "map_value";
        names[(int)RegisterKind.MapKey] = "map_key";
        names[(int)RegisterKind.Stack] = "fp";
        names[(int)RegisterKind.PacketMeta] = "pkt_meta";
        names[(int)RegisterKind.Packet] = "pkt";
        names[(int)RegisterKind.PacketEnd] = "pkt_end";
        names[(int)RegisterKind.FlowKeys] = "flow_keys";
        names[(int)RegisterKind.Socket] = "sock";
        names[(int)RegisterKind.SocketCommon] = "sock_common";
        names[(int)RegisterKind.TcpSocket] = "tcp_sock";
        names[(int)RegisterKind.TracepointBuffer] = "tp_buffer";
        names[(int)RegisterKind.XdpSocket] = "xdp_sock";
        names[(int)RegisterKind.BtfObject] = "ptr_";
        names[(int)RegisterKind.Memory] = "mem";
        names[(int)RegisterKind.Arena] = "arena";
        names[(int)RegisterKind.Buffer] = "buf";
        names[(int)RegisterKind.Function] = "func";
        names[(int)RegisterKind.InstructionPointer] = "insn";
        names[(int)RegisterKind.Dynptr] = "dynptr_ptr";
        return names;
    }
}
