using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Flow;

public class ConstantTests
{
    private const uint ReadOnlyForPrograms = 1u << 7;

    private static MapDefinition Data(bool isFrozen) => new()
    {
        Name = "data",
        Type = MapType.Array,
        KeySize = 4,
        ValueSize = 8,
        MaxEntries = 1,
        Flags = ReadOnlyForPrograms,
        IsFrozen = isFrozen,
        InitialValue = [0xfe, 0xff, 0x34, 0x12, 0, 0, 0, 0],
    };

    private static TextProgram WithData(string text, bool isFrozen = true) => new()
    {
        Text = text,
        Maps = [Data(isFrozen)],
        Symbols = new AssemblySymbols { Maps = { ["data"] = 0 } },
    };

    private static TextProgram WithTwoMaps(string text) => new()
    {
        Text = text,
        Maps = [Data(isFrozen: true), Data(isFrozen: true)],
        Symbols = new AssemblySymbols { Maps = { ["data"] = 0, ["second"] = 1 } },
    };

    /// <summary>What R6 holds before the last instruction: a number, or null.</summary>
    private static uint? LastSix(TextProgram program)
    {
        (Errno outcome, Session session) = program.Run();
        Assert.Equal(Errno.None, outcome);
        ref readonly InstructionNotes notes = ref LastNotes(session);
        return (notes.ConstantMask & (1 << 6)) != 0 ? notes.Constants[6] : null;
    }

    [Theory]
    [InlineData("r6 = 5; r6 += 7; exit", 12u)]
    [InlineData("r6 = 5; r6 -= 7; exit", null)]
    [InlineData("w6 = 5; w6 -= 7; exit", 0xfffffffeu)]
    [InlineData("r6 = 0xff; r7 = r6; r7 &= 0x3c; r6 = r7; exit", 0x3cu)]
    [InlineData("r6 = r1; r6 &= 0; exit", 0u)]
    [InlineData("r6 = 0x80; r6 = (s8)r6; w6 = w6; exit", 0xffffff80u)]
    [InlineData("r6 = 3; r6 *= 2; exit", null)]
    [InlineData("r6 = 3; call bpf_get_prandom_u32; exit", 3u)]
    [InlineData("r0 = 3; call bpf_get_prandom_u32; r6 = r0; exit", null)]
    [InlineData("r6 = 1; if r1 == 0 goto +1; r6 = 1; exit", 1u)]
    [InlineData("r6 = 1; if r1 == 0 goto +1; r6 = 2; exit", null)]
    public void Numbers_are_followed(string text, uint? expected) => Assert.Equal(expected, LastSix(new TextProgram { Text = text }));

    [Theory]
    [InlineData("r1 = data[0] ll; r6 = *(u16 *)(r1 + 0); exit", 0xfffeu)]
    [InlineData("r1 = data[2] ll; r6 = *(u16 *)(r1 + 0); exit", 0x1234u)]
    [InlineData("r1 = data[0] ll; r1 += 2; r6 = *(u8 *)(r1 + 0); exit", 0x34u)]
    [InlineData("r1 = data[0] ll; r6 = *(s16 *)(r1 + 0); w6 = w6; exit", 0xfffffffeu)]
    [InlineData("r1 = data[0] ll; r6 = *(u64 *)(r1 + 1); exit", null)]
    public void Frozen_data_is_read(string text, uint? expected) => Assert.Equal(expected, LastSix(WithData(text)));

    [Fact]
    public void Data_that_user_space_may_still_change_is_not_read() =>
        Assert.Null(LastSix(WithData("r1 = data[0] ll; r6 = *(u16 *)(r1 + 0); exit", isFrozen: false)));

    [Theory]
    [InlineData("r6 = 1; if r1 == 0 goto +1; r6 = 1; exit", 1u)]
    [InlineData("r6 = second[0] ll; r6 = 1; if r1 == 0 goto +3; r6 = data[0] ll; r6 = 1; exit", null)]
    [InlineData("r6 = second[0] ll; r6 = *(u16 *)(r6 + 0); if r1 == 0 goto +3; r6 = data[0] ll; r6 = *(u16 *)(r6 + 0); exit", null)]
    [InlineData("r6 = data[0] ll; r6 = *(u16 *)(r6 + 0); if r1 == 0 goto +3; r6 = data[0] ll; r6 = *(u16 *)(r6 + 0); exit", 0xfffeu)]
    [InlineData("r7 = data ll; r6 = second[0] ll; w6 = 1; if r1 == 0 goto +4; r6 = data[0] ll; r6 = r1; r6 = 1; exit", null)]
    public void Equal_numbers_that_came_through_different_maps_are_not_joined(string text, uint? expected) =>
        Assert.Equal(expected, LastSix(WithTwoMaps(text)));

    [Theory]
    [InlineData("r2 = 0; r2 = data ll; if r1 == 0 goto +2; r2 = data ll; exit", 1 << 2)]
    [InlineData("r2 = 0; r2 = data ll; if r1 == 0 goto +3; r2 = 1; r2 = data ll; exit", 0)]
    public void A_map_that_replaced_different_numbers_is_not_joined(string text, int mask) =>
        Assert.Equal(mask, LastNotes(WithData(text).Run().Session).ConstantMapMask);

    [Theory]
    [InlineData("r1 = 5; if r1 == 5 goto +1; r0 = 1; r0 = 0; exit", 1, 1)]
    [InlineData("r1 = 5; if r1 != 5 goto +1; r0 = 1; r0 = 0; exit", 1, 0)]
    [InlineData("w1 = -1; if w1 s< 0 goto +1; r0 = 1; r0 = 0; exit", 1, 1)]
    [InlineData("w1 = -1; if r1 s< 0 goto +1; r0 = 1; r0 = 0; exit", 1, 0)]
    [InlineData("r1 = 1; r2 = 2; if r1 > r2 goto +1; r0 = 1; r0 = 0; exit", 2, 0)]
    [InlineData("r1 = 6; if r1 & 2 goto +1; r0 = 1; r0 = 0; exit", 1, 1)]
    public void Decided_branches_become_plain_jumps(string text, int index, int distance)
    {
        (Errno outcome, Session session) = new TextProgram { Text = text }.Run();
        Assert.Equal(Errno.None, outcome);
        Assert.Equal(new Instruction(0x05, 0, 0, distance, 0), session.Program.Instructions[index]);
        Assert.Equal(distance == 0, session.Facts.PostOrder.Contains(index + 1));
    }

    [Fact]
    public void Maps_and_functions_are_known_to_calls()
    {
        Session session = WithData("r1 = data ll; r2 = f ll; r0 = 0; exit; f: r0 = 0; exit").Run().Session;
        const int Last = 4;
        Assert.Equal(1 << 1, session.Facts.Notes[Last].ConstantMapMask);
        Assert.Equal(1 << 2, session.Facts.Notes[Last].ConstantSubprogramMask);
        Assert.Equal(1u, session.Facts.Notes[Last].Constants[2]);
    }

    private static ref readonly InstructionNotes LastNotes(Session session) => ref session.Facts.Notes[session.Program.Instructions.Length - 1];
}
