using System.Collections.Generic;
using System.Linq;
using Vouch.Report.Story;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Cli.Tests.Story;

public class ObjectTreeTextTests
{
    [Fact]
    public void Nothing_is_said_to_be_nothing() => Assert.Equal("(no objects)", ObjectTreeText.Draw(ObjectTree.Empty));

    [Fact]
    public void What_is_derived_stands_to_the_right()
    {
        string drawing = Draw(
            new ObjectNode(2, 0, "file", true, [At("file", 6)]), new ObjectNode(3, 2, "anchor", true, []),
            new ObjectNode(4, 3, "dynptr", false, [OnStack(-16)]), new ObjectNode(5, 3, "dynptr", false, [OnStack(-32)]),
            new ObjectNode(6, 4, "slice", false, [At("slice", 7)]));
        Assert.Equal(
            """
            file 2' r6 ── anchor 3' ─┬─ dynptr 4 fp-16 ── slice 6 r7
                                     └─ dynptr 5 fp-32
            """.ReplaceLineEndings("\n"),
            drawing);
    }

    [Fact]
    public void A_line_goes_on_past_the_children_of_an_elder_sibling()
    {
        string drawing = Draw(
            new ObjectNode(1, 0, "a", false, []), new ObjectNode(2, 1, "b", false, []), new ObjectNode(3, 2, "c", false, []),
            new ObjectNode(4, 2, "d", false, []), new ObjectNode(5, 1, "e", false, []), new ObjectNode(6, 5, "f", false, []),
            new ObjectNode(7, 5, "g", false, []), new ObjectNode(8, 1, "h", false, []), new ObjectNode(9, 0, "i", false, []));
        Assert.Equal(
            """
            a 1 ─┬─ b 2 ─┬─ c 3
                 │       └─ d 4
                 ├─ e 5 ─┬─ f 6
                 │       └─ g 7
                 └─ h 8
            i 9
            """.ReplaceLineEndings("\n"),
            drawing);
    }

    [Fact]
    public void A_cast_is_the_same_object_under_another_name()
    {
        Assert.Equal(
            "sock 2' r6,r7 as tcp_sock r0",
            Draw(new ObjectNode(2, 0, "sock", true, [At("tcp_sock", 0), At("sock", 6), At("sock", 7)])));
    }

    [Fact]
    public void What_may_be_null_has_a_question_mark_and_waiting_frames_are_named()
    {
        Assert.Equal(
            "record? 2' r0,f0:r6",
            ObjectTreeText.Draw(new ObjectTree(
                [
                    new ObjectNode(2, 0, "record", true,
                    [
                        new ObjectHolder(new ObjectPlace(PlaceKind.Register, 1, 0), "record", true),
                        new ObjectHolder(new ObjectPlace(PlaceKind.Register, 0, 6), "record", true),
                    ]),
                ],
                ExecutingFrame: 1)));
    }

    [Fact]
    public void A_parent_that_was_lost_is_named()
    {
        Assert.Equal(
            "(lost dynptr 3) ── slice 4 r6",
            Draw(new ObjectNode(4, 3, "slice", false, [At("slice", 6)]) { LostParentKind = "dynptr" }));
    }

    [Fact]
    public void A_chain_of_any_length_is_drawn()
    {
        IEnumerable<ObjectNode> chain = Enumerable.Range(1, 2000).Select(i => new ObjectNode((uint)i, (uint)i - 1, "x", false, []));
        Assert.EndsWith(" ── x 2000", Draw([.. chain]), System.StringComparison.Ordinal);
    }

    private static string Draw(params ObjectNode[] nodes) => ObjectTreeText.Draw(new ObjectTree([.. nodes], 0));

    private static ObjectHolder At(string kind, int register) => new(new ObjectPlace(PlaceKind.Register, 0, register), kind, false);

    private static ObjectHolder OnStack(int offset) => new(new ObjectPlace(PlaceKind.Stack, 0, offset), "dynptr", false);
}
