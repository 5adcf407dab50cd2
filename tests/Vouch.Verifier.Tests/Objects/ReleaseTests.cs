using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

public class ReleaseTests
{
    private const int Lower = 1;
    private const int Other = 3;

    private readonly Scene scene = new();

    [Fact]
    public void Releasing_an_object_ends_its_dynptrs_and_their_slices_in_all_frames()
    {
        uint packet = scene.Acquire(6, RegisterKind.BtfObject);
        Pass(scene.Construct(0, Lower, DynptrKind.Skb, packet));
        scene.Slice(7, scene.DynptrAt(0, Lower).Id);
        scene.Spill(7, 0, 8);
        scene.Enter();
        Pass(scene.Clone(1, Other, scene.DynptrAt(0, Lower)));
        scene.Slice(8, scene.DynptrAt(1, Other).Id);
        Pass(ObjectGraph.Release(scene.Session, packet));
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(1).Stack[Other].Kind);
        Assert.True(scene.State.ReadFrame(0).Stack[8].Spilled.Type.IsScalar);
        Assert.True(scene.Register(8).Type.IsScalar);
        Assert.True(scene.State.ReadFrame(0).Registers[6].Type.IsScalar);
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void A_child_that_must_be_released_itself_cannot_be_left_behind()
    {
        uint file = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Session.Path.InstructionIndex = 1;
        Pass(scene.Construct(0, Lower, DynptrKind.File, file));
        Assert.Equal(Errno.Invalid, ObjectGraph.Release(scene.Session, file).Code);
        Assert.Equal("Leaking reference id=2 alloc_insn=1. Release it first.", scene.Messages);
    }

    [Fact]
    public void A_file_is_put_after_its_dynptr_was_discarded()
    {
        uint file = scene.Acquire(6, RegisterKind.BtfObject);
        Pass(scene.Construct(0, Lower, DynptrKind.File, file));
        Pass(scene.Clone(0, Other, scene.DynptrAt(0, Lower)));
        scene.PointToStack(1, -32);
        Pass(DynptrSlots.Release(scene.Session, scene.Register(1)));
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Pass(ObjectGraph.Release(scene.Session, file));
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void The_last_dynptr_that_can_release_a_record_cannot_be_overwritten()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        Pass(scene.Clone(0, Other, scene.DynptrAt(0, Lower)));
        Pass(scene.Overwrite(0, Lower));
        Assert.Equal(Errno.Invalid, ObjectGraph.BeforeOverwrite(scene.Session, scene.State.WriteFrame(0), Other - 1).Code);
        Assert.Equal("cannot overwrite referenced dynptr", scene.Messages);
    }

    [Fact]
    public void Overwriting_one_byte_of_a_dynptr_ends_its_slices_but_not_its_siblings()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Local));
        Pass(scene.Clone(0, Other, scene.DynptrAt(0, Lower)));
        scene.Slice(6, scene.DynptrAt(0, Lower).Id);
        scene.Slice(7, scene.DynptrAt(0, Other).Id);
        Pass(ObjectGraph.BeforeOverwrite(scene.Session, scene.State.WriteFrame(0), Lower - 1));
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Assert.True(scene.Register(6).Type.IsScalar);
        Assert.Equal(RegisterKind.Memory, scene.Register(7).Type.Kind);
    }

    [Fact]
    public void Without_the_right_to_see_pointers_what_ended_cannot_even_be_read()
    {
        Scene unprivileged = new(semantics: Semantics.Unprivileged);
        uint socket = unprivileged.Acquire(6);
        Pass(ObjectGraph.Release(unprivileged.Session, socket));
        Assert.True(unprivileged.Register(6).Type.IsNotInitialized);
    }

    [Fact]
    public void A_slice_that_outlives_its_dynptrs_frame_escapes_the_kernel()
    {
        Assert.Equal(RegisterKind.Memory, SliceOfACalleesDynptr(ObjectModel.Linux73));
        Assert.Equal(RegisterKind.Scalar, SliceOfACalleesDynptr(ObjectModel.Strict));
    }

    [Fact]
    public void What_a_callback_keeps_of_the_dynptr_it_was_lent_escapes_the_kernel()
    {
        Assert.Equal(RegisterKind.Memory, SliceOfALentDynptr(ObjectModel.Linux73));
        Assert.Equal(RegisterKind.Scalar, SliceOfALentDynptr(ObjectModel.Strict));
    }

    /// <summary>callee(skb) { from_skb(skb, &d); return slice(&d); }  s = callee(skb); release(skb);</summary>
    private static RegisterKind SliceOfACalleesDynptr(ObjectModel model)
    {
        Scene scene = new(model);
        uint packet = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Enter();
        Pass(scene.Construct(1, Lower, DynptrKind.Skb, packet));
        scene.Slice(0, scene.DynptrAt(1, Lower).Id);
        scene.State.WriteFrame(0).Registers[7] = scene.Register(0);
        Pass(scene.Leave());
        Assert.Equal(RegisterKind.Memory, scene.Register(7).Type.Kind);
        Pass(ObjectGraph.Release(scene.Session, packet));
        return scene.Register(7).Type.Kind;
    }

    private static RegisterKind SliceOfALentDynptr(ObjectModel model)
    {
        Scene scene = new(model);
        scene.Enter();
        DynptrSlots.MarkConstant(scene.Session, ref scene.Register(1));
        scene.Session.Path.Frame.ConstantDynptr = scene.Register(1).Id;
        Pass(scene.Clone(0, Lower, DynptrIdentity.Of(scene.Register(1), isConstant: true)));
        scene.Slice(0, scene.DynptrAt(0, Lower).Id);
        scene.State.WriteFrame(0).Registers[7] = scene.Register(0);
        Pass(scene.Leave());
        return scene.Register(7).Type.Kind;
    }

    private static void Pass(Check outcome) => Assert.Equal(Errno.None, outcome.Code);
}
