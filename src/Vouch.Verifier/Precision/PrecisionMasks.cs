using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// The registers, stack slots and outgoing stack arguments of each frame whose exact values are asked for at one point of a walk
/// backwards. Registers are looked up in the frame the walk is in (<see cref="Frame"/>) unless another one is named.
/// </summary>
internal sealed class PrecisionMasks
{
    private readonly uint[] registers = new uint[VerifierState.MaxFrames];
    private readonly ulong[] slots = new ulong[VerifierState.MaxFrames];
    private readonly uint[] arguments = new uint[VerifierState.MaxFrames];

    /// <summary>The frame of the instruction the walk has come to.</summary>
    public int Frame { get; set; }

    /// <summary>Nothing is asked for in this frame or its callers.</summary>
    public bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (registers[Frame] | slots[Frame] | arguments[Frame]) == 0 && (Frame == 0 || AreCallersEmpty());
    }

    public uint Registers => registers[Frame];

    public ulong Slots => slots[Frame];

    public uint Arguments => arguments[Frame];

    public void Clear()
    {
        Array.Clear(registers);
        Array.Clear(slots);
        Array.Clear(arguments);
        Frame = 0;
    }

    public bool HasRegister(int register) => (registers[Frame] & (1u << register)) != 0;

    public void AddRegister(int register) => registers[Frame] |= 1u << register;

    public void RemoveRegister(int register) => registers[Frame] &= ~(1u << register);

    public void RemoveRegisters(uint mask) => registers[Frame] &= ~mask;

    public uint RegistersOf(int frame) => registers[frame];

    public void AddRegister(int frame, int register) => registers[frame] |= 1u << register;

    public void AddRegisters(int frame, uint mask) => registers[frame] |= mask;

    public void RemoveRegister(int frame, int register) => registers[frame] &= ~(1u << register);

    public ulong SlotsOf(int frame) => slots[frame];

    public bool HasSlot(int frame, int slot) => (slots[frame] & (1ul << slot)) != 0;

    public void AddSlot(int frame, int slot) => slots[frame] |= 1ul << slot;

    public void AddSlots(int frame, ulong mask) => slots[frame] |= mask;

    public void RemoveSlot(int frame, int slot) => slots[frame] &= ~(1ul << slot);

    public uint ArgumentsOf(int frame) => arguments[frame];

    public bool HasArgument(int frame, int argument) => (arguments[frame] & (1u << argument)) != 0;

    public void AddArgument(int frame, int argument) => arguments[frame] |= 1u << argument;

    public void RemoveArgument(int frame, int argument) => arguments[frame] &= ~(1u << argument);

    /// <summary>If one member of a branch's linked set is asked for, all of them are.</summary>
    public void FollowLinks(LinkedSet links)
    {
        bool isAsked = false;
        for (LinkedSet rest = links; !rest.IsEmpty && !isAsked; rest = rest.Older)
        {
            LinkedMember member = rest.Newest;
            isAsked = member.IsRegister
                ? (registers[member.Frame] & (1u << member.Index)) != 0
                : HasSlot(member.Frame, member.Index);
        }

        for (LinkedSet rest = links; isAsked && !rest.IsEmpty; rest = rest.Older)
        {
            LinkedMember member = rest.Newest;
            if (member.IsRegister)
            {
                AddRegister(member.Frame, member.Index);
            }
            else
            {
                AddSlot(member.Frame, member.Index);
            }
        }
    }

    private bool AreCallersEmpty()
    {
        for (int i = Frame - 1; i >= 0; i--)
        {
            if ((registers[i] | slots[i] | arguments[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes registers as <c>r0,r6</c>.</summary>
    public static void AppendRegisters(LogText text, uint mask)
    {
        for (uint rest = mask; rest != 0; rest &= rest - 1)
        {
            text.Append(rest == mask ? "r" : ",r");
            text.AppendDecimal(BitOperations.TrailingZeroCount(rest));
        }
    }

    /// <summary>Writes stack slots as <c>-8,-24</c>.</summary>
    public static void AppendSlots(LogText text, ulong mask)
    {
        for (ulong rest = mask; rest != 0; rest &= rest - 1)
        {
            text.Append(rest == mask ? "" : ",");
            text.AppendDecimal(-(BitOperations.TrailingZeroCount(rest) + 1) * 8);
        }
    }
}
