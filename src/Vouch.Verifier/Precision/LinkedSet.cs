using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Up to six registers and stack slots that share an id, packed so that a history entry can hold them: a number whose digits name
/// one member each, the newest lowest, to a base that has a digit for every place of every frame. No member has the digit 0.
/// </summary>
internal readonly record struct LinkedSet(ulong Packed)
{
    /// <summary>What fits a word. A kernel may remember fewer.</summary>
    public const int Capacity = 6;

    private const int RegistersPerFrame = FrameState.RegisterCount - 1;
    private const int PlacesPerFrame = RegistersPerFrame + FrameState.MaxStackSlots;
    private const ulong Base = (PlacesPerFrame * VerifierState.MaxFrames) + 1;

    public bool IsEmpty => Packed == 0;

    /// <summary>There is something to keep in step: at least two members.</summary>
    public bool IsLink => Packed >= Base;

    public int Count
    {
        get
        {
            int count = 0;
            for (ulong rest = Packed; rest != 0; rest /= Base)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The member added last. The set must not be empty.</summary>
    public LinkedMember Newest
    {
        get
        {
            int digit = (int)(Packed % Base) - 1;
            int place = digit % PlacesPerFrame;
            bool isRegister = place < RegistersPerFrame;
            return new LinkedMember(digit / PlacesPerFrame, isRegister ? place : place - RegistersPerFrame, isRegister);
        }
    }

    /// <summary>The set without the member added last.</summary>
    public LinkedSet Older => new(Packed / Base);

    /// <summary>The set with one member more.</summary>
    public LinkedSet With(LinkedMember member)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException("a linked set holds six members");
        }

        int place = member.IsRegister ? member.Index : member.Index + RegistersPerFrame;
        return new LinkedSet((Packed * Base) + (ulong)((member.Frame * PlacesPerFrame) + place + 1));
    }
}

/// <summary>A register (by number) or a stack slot (0 is fp-8) of a frame.</summary>
internal readonly record struct LinkedMember(int Frame, int Index, bool IsRegister);
