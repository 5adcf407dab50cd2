using System.Collections.Generic;
using System.Linq;

namespace Vouch.Fuzzing.Generation;

/// <summary>What the generator believes of registers and stack at one point of a function.</summary>
internal sealed class Picture
{
    public const int RegisterCount = 10;

    public Value[] Registers { get; private init; } = new Value[RegisterCount];

    /// <summary>Stack slots by their offset from the frame pointer, a multiple of eight.</summary>
    public SortedDictionary<int, Value> Slots { get; private init; } = [];

    public Picture Clone() => new() { Registers = [.. Registers], Slots = new SortedDictionary<int, Value>(Slots) };

    /// <summary>What holds whichever of two paths was taken.</summary>
    public void Join(Picture other)
    {
        for (int i = 0; i < RegisterCount; i++)
        {
            Registers[i] = Value.Join(Registers[i], other.Registers[i]);
        }

        foreach (int offset in Slots.Keys.ToArray())
        {
            Value joined = Value.Join(Slots[offset], other.Slots.GetValueOrDefault(offset));
            if (joined.Kind == ValueKind.None)
            {
                _ = Slots.Remove(offset);
            }
            else
            {
                Slots[offset] = joined;
            }
        }
    }

    /// <summary>Forgets how large scalars are: what is known at the head of a loop.</summary>
    public void ForgetBounds()
    {
        for (int i = 0; i < RegisterCount; i++)
        {
            Registers[i] = WithoutBound(Registers[i]);
        }

        foreach (int offset in Slots.Keys.ToArray())
        {
            Slots[offset] = WithoutBound(Slots[offset]);
        }
    }

    private static Value WithoutBound(Value value) => value.Kind == ValueKind.Scalar ? Value.Scalar() : value;
}
