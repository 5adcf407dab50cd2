using System;
using Vouch.Bytecode.Uapi;

namespace Vouch.Kernel.Programs;

/// <summary>A set of attach types. The default is the empty set.</summary>
public readonly record struct AttachTypes
{
    private readonly ulong bits;

    private AttachTypes(ulong bits) => this.bits = bits;

    /// <summary>Every attach type, known or not.</summary>
    public static AttachTypes All { get; } = new(ulong.MaxValue);

    /// <summary>Exactly these.</summary>
    public static AttachTypes Of(params ReadOnlySpan<AttachType> members)
    {
        ulong bits = 0;
        foreach (AttachType member in members)
        {
            bits |= Bit(member);
        }

        return new AttachTypes(bits);
    }

    /// <summary>All others than these.</summary>
    public static AttachTypes AllBut(params ReadOnlySpan<AttachType> members) => new(~Of(members).bits);

    /// <summary>True for a member; numbers past the kernel's last attach type belong to no set.</summary>
    public bool Contains(AttachType type) => (bits & Bit(type)) != 0;

    private static ulong Bit(AttachType type) => (uint)type < 64 ? 1UL << (int)type : 0;
}
