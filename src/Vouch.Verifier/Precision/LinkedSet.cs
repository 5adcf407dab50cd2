using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Up to five registers and stack slots that share an id, packed so that a history entry can hold them: the low four bits count
/// the members, eleven bits each name them.
/// </summary>
internal readonly record struct LinkedSet(ulong Packed)
{
    /// <summary>Scalars beyond the fifth are not remembered. Source: Linux 7.3, history entries hold 64 bits of links.</summary>
    public const int Capacity = 5;

    private const int CountBits = 4;
    private const int MemberBits = 11;
    private const int SlotShift = 4;
    private const int RegisterBit = 1 << 10;

    public int Count => (int)(Packed & ((1 << CountBits) - 1));

    /// <summary>There is something to keep in step: at least two members.</summary>
    public bool IsLink => Count > 1;

    public bool IsFull => Count == Capacity;

    public LinkedMember this[int index]
    {
        get
        {
            int bits = (int)(Packed >> (CountBits + (index * MemberBits))) & ((1 << MemberBits) - 1);
            int place = (bits >> SlotShift) & (FrameState.MaxStackSlots - 1);
            return new LinkedMember(bits & (VerifierState.MaxFrames - 1), place, (bits & RegisterBit) != 0);
        }
    }

    /// <summary>The set with one member more.</summary>
    public LinkedSet With(LinkedMember member)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("a linked set holds five members");
        }

        ulong bits = (ulong)(member.Frame | (member.Index << SlotShift) | (member.IsRegister ? RegisterBit : 0));
        return new LinkedSet((Packed + 1) | (bits << (CountBits + (Count * MemberBits))));
    }
}

/// <summary>A register (by number) or a stack slot (0 is fp-8) of a frame.</summary>
internal readonly record struct LinkedMember(int Frame, int Index, bool IsRegister);
