using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Tests.Objects;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Verifier.Tests.Trace;

public class PlaceFlowTests
{
    private readonly Scene scene = new();

    [Theory]
    [InlineData("r7 = r6", "r6 r7")]
    [InlineData("w7 = w6", "r6")]
    [InlineData("r6 = 0", "")]
    [InlineData("r6 += 8", "r6")]
    [InlineData("r7 += r6", "r6 r7")]
    [InlineData("r6 &= 7", "")]
    [InlineData("*(u64 *)(r10 - 8) = r6", "fp-8 r6")]
    [InlineData("*(u32 *)(r10 - 8) = r6", "r6")]
    [InlineData("r6 = *(u64 *)(r10 - 8)", "")]
    public void An_instruction_carries_a_pointer_or_loses_it(string instruction, string holders)
    {
        Assert.Equal(holders, After([Held(Register(0, 6))], instruction));
    }

    [Fact]
    public void A_spill_is_filled_again() =>
        Assert.Equal("fp-8 r1", After([Held(Register(0, 6))], "*(u64 *)(r10 - 8) = r6", "r1 = *(u64 *)(r10 - 8)", "r6 = 0"));

    [Fact]
    public void A_narrow_store_over_a_spill_forgets_it() =>
        Assert.Equal("r6", After([Held(Register(0, 6))], "*(u64 *)(r10 - 8) = r6", "*(u8 *)(r10 - 4) = 0"));

    [Fact]
    public void What_lies_on_the_stack_itself_is_not_loaded()
    {
        HeldPlace resident = new(new ObjectPlace(PlaceKind.Stack, 0, -16), 0, IsResident: true, IsStale: false);
        Assert.Equal("fp-16", After([resident], "r1 = *(u64 *)(r10 - 16)"));
    }

    [Fact]
    public void A_call_of_a_function_hands_its_arguments_over_and_clears_them()
    {
        List<HeldPlace> places = [Held(Register(0, 1)), Held(Register(0, 6))];
        PlaceFlow.ChangeFrame(places, new Instruction(0x85, 0, 1, 0, 5), frame: 0, isCallback: false, next: 1);
        Assert.Equal([Register(0, 6), Register(1, 1)], places.Select(p => p.Place).OrderBy(p => p.Frame));
    }

    [Fact]
    public void A_call_of_a_helper_clears_its_arguments_even_where_a_callback_follows()
    {
        List<HeldPlace> places = [Held(Register(0, 1)), Held(Register(0, 6))];
        PlaceFlow.ChangeFrame(places, new Instruction(0x85, 0, 0, 0, 181), frame: 0, isCallback: false, next: 1);
        Assert.Equal([Register(0, 6)], places.Select(p => p.Place));
    }

    [Theory]
    [InlineData(false, "r0")]
    [InlineData(true, "")]
    public void A_return_hands_the_result_over_unless_a_callback_returns(bool isCallback, string holders)
    {
        List<HeldPlace> places = [Held(Register(1, 0)), Held(Register(1, 6))];
        PlaceFlow.ChangeFrame(places, new Instruction(0x95, 0, 0, 0, 0), frame: 1, isCallback, next: 0);
        Assert.Equal(holders, Text(places));
    }

    private string After(IEnumerable<HeldPlace> before, params string[] instructions)
    {
        List<HeldPlace> places = [.. before];
        foreach (string text in instructions)
        {
            PlaceFlow.Apply(places, scene.Session.Path, Assembler.Assemble(text + "\nexit").Instructions[0]);
        }

        return Text(places);
    }

    private static string Text(IEnumerable<HeldPlace> places) =>
        string.Join(' ', places.Select(p => p.Place.ToText(0)).Order(System.StringComparer.Ordinal));

    private static HeldPlace Held(ObjectPlace place) => new(place, 0, IsResident: false, IsStale: false);

    private static ObjectPlace Register(int frame, int number) => new(PlaceKind.Register, frame, number);
}
