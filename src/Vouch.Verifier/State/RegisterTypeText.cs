using System;

namespace Vouch.Verifier.State;

/// <summary>The log's words for register types, as in "R1 invalid mem access 'map_value_or_null'".</summary>
internal static class RegisterTypeText
{
    /// <summary>A pointer to a BTF object ends in an underscore, for the struct's name to follow.</summary>
    public static string Of(RegisterType type)
    {
        string name = NameOf(type.Kind);
        if (type.Flags == TypeFlags.None)
        {
            return name;
        }

        string suffix = !type.MayBeNull ? "" : type.Kind == RegisterKind.BtfObject ? "or_null_" : "_or_null";
        return string.Concat(Prefix(type), name, suffix);
    }

    private static string NameOf(RegisterKind kind) => kind switch
    {
        RegisterKind.NotInitialized => "?",
        RegisterKind.Scalar => "scalar",
        RegisterKind.Context => "ctx",
        RegisterKind.MapPointer => "map_ptr",
        RegisterKind.MapValue => "map_value",
        RegisterKind.MapKey => "map_key",
        RegisterKind.Stack => "fp",
        RegisterKind.PacketMeta => "pkt_meta",
        RegisterKind.Packet => "pkt",
        RegisterKind.PacketEnd => "pkt_end",
        RegisterKind.FlowKeys => "flow_keys",
        RegisterKind.Socket => "sock",
        RegisterKind.SocketCommon => "sock_common",
        RegisterKind.TcpSocket => "tcp_sock",
        RegisterKind.TracepointBuffer => "tp_buffer",
        RegisterKind.XdpSocket => "xdp_sock",
        RegisterKind.BtfObject => "ptr_",
        RegisterKind.Memory => "mem",
        RegisterKind.Arena => "arena",
        RegisterKind.Buffer => "buf",
        RegisterKind.Function => "func",
        RegisterKind.InstructionPointer => "insn",
        RegisterKind.Dynptr => "dynptr_ptr",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Prefix(RegisterType type)
    {
        string prefix = "";
        foreach ((TypeFlags flag, string word) in Prefixes)
        {
            if (type.Has(flag))
            {
                prefix += word;
            }
        }

        return prefix;
    }

    /// <summary>In the order in which they are written.</summary>
    private static readonly (TypeFlags Flag, string Word)[] Prefixes =
    [
        (TypeFlags.ReadOnly, "rdonly_"),
        (TypeFlags.RingbufMemory, "ringbuf_"),
        (TypeFlags.User, "user_"),
        (TypeFlags.Percpu, "percpu_"),
        (TypeFlags.Rcu, "rcu_"),
        (TypeFlags.Untrusted, "untrusted_"),
        (TypeFlags.Trusted, "trusted_"),
    ];
}
