using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.State;

public class SlotMasksTests
{
    private static readonly SlotType[] Kinds = [SlotType.Invalid, SlotType.Misc, SlotType.Zero, SlotType.Poison, SlotType.Spill, SlotType.Dynptr];

    private SplitMix random = new(7);

    [Fact]
    public void Each_bit_says_of_its_slot_what_a_look_at_it_says()
    {
        for (int count = 1; count <= FrameState.MaxStackSlots; count++)
        {
            SlotTypes[] first = Filled(count), second = Filled(count);
            ulong dead = SlotMasks.OtherThan(ref first[0], count, SlotType.Poison);
            ulong unlike = SlotMasks.MayDiffer(ref first[0], ref second[0], count);
            ulong plain = SlotMasks.Plain(ref first[0], count);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(!first[i].HoldsMoreThanBytes, (plain >> i & 1) != 0);
                Assert.Equal(first[i].Packed != SlotTypes.All(SlotType.Poison), (dead >> i & 1) != 0);
                Assert.Equal(first[i].Packed != second[i].Packed || first[i].HoldsMoreThanBytes, (unlike >> i & 1) != 0);
            }

            Assert.Equal(0ul, (dead | unlike | plain) & ~SlotMasks.LowBits(count));
        }
    }

    [Theory]
    [InlineData(0, 0ul)]
    [InlineData(1, 1ul)]
    [InlineData(64, ulong.MaxValue)]
    public void As_many_low_bits_as_there_are_slots(int count, ulong expected) => Assert.Equal(expected, SlotMasks.LowBits(count));

    private SlotTypes[] Filled(int count)
    {
        SlotTypes[] slots = new SlotTypes[count];
        for (int i = 0; i < count; i++)
        {
            slots[i].SetAll(Kinds[random.Below(Kinds.Length)]);
            if (random.OneIn(4))
            {
                slots[i][random.Below(8)] = Kinds[random.Below(Kinds.Length)];
            }
        }

        return slots;
    }
}
