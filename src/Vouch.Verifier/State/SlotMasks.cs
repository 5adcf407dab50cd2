using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vouch.Verifier.State;

/// <summary>Questions about many slots at once, answered with a bit for each: states are compared and cleaned far more often than changed.</summary>
internal static class SlotMasks
{
    private const int Step = 4;

    /// <summary>Bit n: not all bytes of slot n have the type.</summary>
    /// <param name="types">The first slot's types.</param>
    /// <param name="count">How many slots, up to 64.</param>
    /// <param name="type">The type.</param>
    public static ulong OtherThan(ref SlotTypes types, int count, SlotType type) =>
        ~Matching(ref types, count, ulong.MaxValue, SlotTypes.All(type)) & LowBits(count);

    /// <summary>Bit n: slot n holds nothing but plain bytes.</summary>
    /// <param name="types">The first slot's types.</param>
    /// <param name="count">How many slots, up to 64.</param>
    public static ulong Plain(ref SlotTypes types, int count) => Matching(ref types, count, SlotTypes.MoreThanBytes, 0);

    /// <summary>Bit n: slot n of two stacks is not known to be the same; both hold the same plain bytes where the bit is clear.</summary>
    /// <param name="first">The types of the first slot of one stack.</param>
    /// <param name="second">The types of the first slot of the other.</param>
    /// <param name="count">How many slots both have, up to 64.</param>
    public static ulong MayDiffer(ref SlotTypes first, ref SlotTypes second, int count)
    {
        ref ulong left = ref Unsafe.As<SlotTypes, ulong>(ref first);
        ref ulong right = ref Unsafe.As<SlotTypes, ulong>(ref second);
        ulong same = 0;
        int i = 0;
        for (; i <= count - Step; i += Step)
        {
            Vector256<ulong> slots = Vector256.LoadUnsafe(ref left, (nuint)i);
            Vector256<ulong> differing = (slots ^ Vector256.LoadUnsafe(ref right, (nuint)i)) | (slots & Vector256.Create(SlotTypes.MoreThanBytes));
            same |= Ones(Vector256.Equals(differing, Vector256<ulong>.Zero)) << i;
        }

        for (; i < count; i++)
        {
            ulong slot = Unsafe.Add(ref left, i);
            ulong differing = (slot ^ Unsafe.Add(ref right, i)) | (slot & SlotTypes.MoreThanBytes);
            same |= differing == 0 ? 1ul << i : 0;
        }

        return ~same & LowBits(count);
    }

    /// <summary>The lowest bits, up to all 64.</summary>
    public static ulong LowBits(int count) => count == 0 ? 0 : ulong.MaxValue >> (64 - count);

    /// <summary>Bit n: the masked bits of slot n are those wanted.</summary>
    private static ulong Matching(ref SlotTypes types, int count, ulong mask, ulong wanted)
    {
        ref ulong packed = ref Unsafe.As<SlotTypes, ulong>(ref types);
        ulong matching = 0;
        int i = 0;
        for (; i <= count - Step; i += Step)
        {
            Vector256<ulong> masked = Vector256.LoadUnsafe(ref packed, (nuint)i) & Vector256.Create(mask);
            matching |= Ones(Vector256.Equals(masked, Vector256.Create(wanted))) << i;
        }

        for (; i < count; i++)
        {
            matching |= (Unsafe.Add(ref packed, i) & mask) == wanted ? 1ul << i : 0;
        }

        return matching;
    }

    private static ulong Ones(Vector256<ulong> comparison) => comparison.ExtractMostSignificantBits();
}
