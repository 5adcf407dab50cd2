using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Exploration;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>Where the object model of Linux 6.18 differs from that of 7.3, event by event.</summary>
public class LegacyModelTests
{
    private const int Lower = 1;
    private const int Other = 3;

    private readonly Scene scene = new(ObjectModel.Legacy);

    [Fact]
    public void A_null_test_forgets_the_identity_and_keeps_the_reference()
    {
        uint socket = AcquireMaybeNull(6);
        Assert.Equal((socket, socket), (scene.Register(6).Id, scene.Register(6).ReferenceId));
        scene.Settle(6, isNull: false);
        Assert.Equal((0u, socket), (scene.Register(6).Id, scene.Register(6).ReferenceId));
    }

    [Fact]
    public void An_object_that_turns_out_null_need_not_be_released()
    {
        _ = AcquireMaybeNull(6);
        scene.Settle(6, isNull: true);
        Assert.Equal(0, scene.State.ReferenceCount);
        Assert.True(scene.Register(6).IsNullConstant);
    }

    [Fact]
    public void A_cast_has_an_identity_of_its_own_and_its_sources_reference()
    {
        uint socket = AcquireMaybeNull(6);
        scene.Settle(6, isNull: false);
        Cast(6, 7);
        Assert.True(scene.Register(7).Type.MayBeNull);
        Assert.NotEqual(socket, scene.Register(7).Id);
        Assert.Equal(socket, scene.Register(7).ReferenceId);
        Assert.Equal(0, scene.Session.Pending.Count);
        scene.Settle(7, isNull: true);
        Assert.True(ObjectGraph.IsReferenced(scene.Session, scene.Register(6)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_release_through_any_of_the_casts_ends_all(int released)
    {
        _ = scene.Acquire(6);
        Cast(6, 7);
        Cast(7, 8);
        Sound();
        Pass(ObjectGraph.ReleaseHeld(scene.Session, scene.Register(released)));
        Assert.All(Enumerable.Range(6, 3), register => Assert.True(scene.Register(register).Type.IsScalar));
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void A_record_is_numbered_after_its_dynptr()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        DynptrIdentity record = scene.DynptrAt(0, Lower);
        Assert.Equal((1u, 2u), (record.Id, record.ParentId));
        Assert.Equal(2u, Assert.Single(scene.State.ActiveReferences.ToArray()).Id);
        Assert.Equal(" R10=fp0 fp-16=dynptr_ringbuf(id=1,ref_id=2,dynptr_id=1) refs=2", Printed());
    }

    [Fact]
    public void What_is_made_from_an_owned_object_outlives_it()
    {
        uint packet = scene.Acquire(6, RegisterKind.BtfObject);
        Pass(scene.Construct(0, Lower, DynptrKind.Skb, packet));
        Pass(scene.Construct(0, Other, DynptrKind.File, packet));
        Assert.Equal(0u, scene.DynptrAt(0, Lower).ParentId);
        scene.Slice(7, scene.DynptrAt(0, Lower), isByHelper: false, TypeFlags.ReadOnly | TypeFlags.DynptrSkb);
        Pass(ObjectGraph.Release(scene.Session, packet));
        Assert.Equal(SlotType.Dynptr, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Assert.Equal(RegisterKind.Memory, scene.Register(7).Type.Kind);
        Assert.Equal(1, scene.State.ReferenceCount);
        Sound();
    }

    [Fact]
    public void A_slice_by_a_helper_ends_with_the_record_and_one_by_a_kernel_function_does_not()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        scene.Slice(6, scene.DynptrAt(0, Lower), isByHelper: true);
        scene.Slice(7, scene.DynptrAt(0, Lower), isByHelper: false, TypeFlags.ReadOnly | TypeFlags.DynptrRingbuf);
        Sound();
        scene.PointToStack(1, -16);
        Pass(DynptrSlots.Release(scene.Session, scene.Register(1)));
        Assert.True(scene.Register(6).Type.IsScalar);
        Assert.Equal(RegisterKind.Memory, scene.Register(7).Type.Kind);
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void A_release_ends_the_clones_in_the_frame_of_the_one_released_only()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        scene.Enter();
        Pass(scene.Clone(1, Lower, scene.DynptrAt(0, Lower)));
        Pass(scene.Clone(1, Other, scene.DynptrAt(0, Lower)));
        scene.PointToStack(1, -16);
        Pass(DynptrSlots.Release(scene.Session, scene.Register(1)));
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(1).Stack[Lower].Kind);
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(1).Stack[Other].Kind);
        Assert.Equal(SlotType.Dynptr, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Sound();
    }

    [Fact]
    public void A_record_is_not_overwritten_even_where_a_clone_is_left()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        Pass(scene.Clone(0, Other, scene.DynptrAt(0, Lower)));
        Assert.Equal(Errno.Invalid, scene.Overwrite(0, Lower).Code);
        Assert.Equal("cannot overwrite referenced dynptr", scene.Messages);
    }

    [Fact]
    public void Overwriting_a_dynptr_ends_its_plain_slices_and_not_the_read_only_ones()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Local));
        Pass(scene.Construct(0, Other, DynptrKind.Local));
        scene.Slice(6, scene.DynptrAt(0, Lower), isByHelper: true);
        scene.Slice(7, scene.DynptrAt(0, Lower), isByHelper: false, TypeFlags.ReadOnly);
        scene.Slice(8, scene.DynptrAt(0, Other), isByHelper: true);
        Pass(ObjectGraph.BeforeOverwrite(scene.Session, scene.State.WriteFrame(0), Lower - 1));
        Assert.Equal(SlotType.Invalid, scene.State.ReadFrame(0).Stack[Lower].Kind);
        Assert.True(scene.Register(6).Type.IsScalar);
        Assert.Equal(RegisterKind.Memory, scene.Register(7).Type.Kind);
        Assert.Equal(RegisterKind.Memory, scene.Register(8).Type.Kind);
    }

    [Fact]
    public void The_sum_of_a_number_and_a_pointer_forgets_the_reference()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        scene.Slice(6, scene.DynptrAt(0, Lower), isByHelper: true);
        scene.Session.ObjectRules.Added(ref scene.Register(6));
        Assert.Equal((0u, 1u), (scene.Register(6).ReferenceId, scene.Register(6).SlicedDynptr));
    }

    [Fact]
    public void A_call_may_not_fill_stack_where_a_dynptr_lies()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Local));
        Assert.Equal(Errno.AccessDenied, scene.Session.ObjectRules.BeforeFilling(scene.Session, scene.State.ReadFrame(0), -24, 12).Code);
        Assert.Equal("potential write to dynptr at off=-16 disallowed", scene.Messages);
        Pass(scene.Session.ObjectRules.BeforeFilling(scene.Session, scene.State.WriteFrame(0), -24, 8));
    }

    [Fact]
    public void Dynptrs_may_be_renumbered_between_states_and_slices_may_not()
    {
        Scene earlier = new(ObjectModel.Legacy), later = new(ObjectModel.Legacy);
        _ = later.Session.Path.NextId();
        Pass(earlier.Construct(0, Lower, DynptrKind.Local));
        Pass(later.Construct(0, Lower, DynptrKind.Local));
        Assert.True(Covers(earlier, later));
        SpillSlice(earlier);
        SpillSlice(later);
        Assert.False(Covers(earlier, later));
        later.State.WriteFrame(0).Stack[8].Spilled.SlicedDynptr = earlier.State.WriteFrame(0).Stack[8].Spilled.SlicedDynptr;
        Assert.True(Covers(earlier, later));
    }

    [Theory]
    [InlineData(ObjectModel.Legacy, "R1 must be referenced when passed to release function")]
    [InlineData(ObjectModel.Linux73, "release helper bpf_sk_release expects referenced PTR_TO_BTF_ID passed to R1")]
    public void A_helper_is_given_what_owns_nothing(ObjectModel model, string message)
    {
        Scene other = new(model);
        Assert.Equal(Errno.Invalid, ReleaseDemands.RejectHelper(other.Session, HelperId.SkRelease, 1).Code);
        Assert.Equal(message, other.Messages);
    }

    [Fact]
    public void A_helper_is_given_one_thing_that_names_a_reference_at_most()
    {
        Pass(scene.Session.ObjectRules.RequireFirstOwned(scene.Session, 2, 5, 0));
        Assert.Equal(Errno.AccessDenied, scene.Session.ObjectRules.RequireFirstOwned(scene.Session, 3, 5, 5).Code);
        Assert.Equal("more than one arg with ref_obj_id R3 5 5", scene.Messages);
        Pass(new Scene().Session.ObjectRules.RequireFirstOwned(new Scene().Session, 3, 5, 5));
    }

    [Fact]
    public void A_kernel_functions_argument_is_looked_at_before_it_is_missed_that_it_owns_nothing()
    {
        Pass(scene.Session.ObjectRules.RequireOwned(scene.Session, "bpf_task_release", 1));
        Assert.Equal(Errno.Invalid, scene.Session.ObjectRules.RequireAnyOwned(scene.Session, "bpf_task_release").Code);
        Assert.Equal("release kernel function bpf_task_release expects refcounted PTR_TO_BTF_ID", scene.Messages);
        Scene newer = new();
        Assert.Equal(Errno.Invalid, newer.Session.ObjectRules.RequireOwned(newer.Session, "bpf_task_release", 1).Code);
        Pass(newer.Session.ObjectRules.RequireAnyOwned(newer.Session, "bpf_task_release"));
    }

    [Fact]
    public void A_dynptr_that_owns_nothing_is_no_reference_to_release()
    {
        Pass(scene.Construct(0, Lower, DynptrKind.Local));
        scene.PointToStack(1, -16);
        Assert.Equal(Errno.Invalid, scene.Session.ObjectRules.RequireOwnedDynptr(scene.Session, 1).Code);
        Assert.Equal("arg 1 is an unacquired reference", scene.Messages);
        DynptrSlots.MarkConstant(scene.Session, ref scene.Register(2));
        Assert.Equal(Errno.Invalid, scene.Session.ObjectRules.RequireOwnedDynptr(scene.Session, 2).Code);
        Assert.Equal("cannot release unowned const bpf_dynptr", scene.Messages);
        Pass(scene.Construct(0, Other, DynptrKind.Ringbuf));
        scene.PointToStack(1, -32);
        Pass(scene.Session.ObjectRules.RequireOwnedDynptr(scene.Session, 1));
    }

    [Fact]
    public void Arguments_on_the_stack_are_named_by_position()
    {
        scene.PointToStack(2, -16);
        Assert.Equal(Errno.Invalid, DynptrSlots.RequireInitialized(scene.Session, 2, DynptrKind.Invalid, false, out _).Code);
        Assert.Equal("Expected an initialized dynptr as arg #1", scene.Messages);
        Assert.Equal(Errno.Invalid, DynptrSlots.RequireInitialized(scene.Session, 3, DynptrKind.Invalid, false, out _).Code);
        Assert.StartsWith("arg#2 expected pointer to stack or const struct bpf_dynptr", scene.Messages, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_given_over_to_a_list_leaves_borrowed_pointers()
    {
        uint item = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Register(6).Type = new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated);
        scene.Register(7) = scene.Register(6);
        Pass(ObjectGraph.TransferToGraph(scene.Session, item, isReferenceCounted: false));
        Assert.Equal(0, scene.State.ReferenceCount);
        Assert.All([6, 7], register => Assert.True(scene.Register(register).Type.IsNonOwning));
        Assert.Equal(0u, scene.Register(7).ReferenceId);
        Sound();
    }

    [Fact]
    public void A_register_that_names_what_is_not_held_is_a_defect()
    {
        uint socket = scene.Acquire(6);
        ObjectGraph.DropReference(scene.State, socket);
        Assert.Equal("a register names the reference 1, which is not held", ObjectInvariants.FindViolation(scene.Session));
    }

    [Fact]
    public void A_slice_that_names_another_reference_than_its_dynptr_is_a_defect()
    {
        uint socket = scene.Acquire(6);
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        scene.Slice(7, scene.DynptrAt(0, Lower), isByHelper: true);
        scene.Register(7).ReferenceId = socket;
        Assert.Equal(
            "a slice of dynptr 2 names the reference 1, which is not the dynptr's", ObjectInvariants.FindViolation(scene.Session));
    }

    private uint AcquireMaybeNull(int register)
    {
        uint id = ObjectGraph.Acquire(scene.Session, 0);
        scene.Register(register).MarkPointer(new RegisterType(RegisterKind.Socket, TypeFlags.MaybeNull));
        scene.Session.ObjectRules.Own(ref scene.Register(register), id);
        return id;
    }

    private void Cast(int from, int to)
    {
        scene.Register(0).MarkPointer(new RegisterType(RegisterKind.TcpSocket, TypeFlags.MaybeNull));
        scene.Register(0).Id = scene.Session.Path.NextId();
        Pass(scene.Session.ObjectRules.Cast(scene.Session, ObjectGraph.LifetimeOf(scene.Session, scene.Register(from))));
        scene.Register(to) = scene.Register(0);
    }

    private static void SpillSlice(Scene scene)
    {
        scene.Slice(6, scene.DynptrAt(0, Lower), isByHelper: true);
        scene.Spill(6, 0, 8);
    }

    private string Printed()
    {
        scene.Session.StateText.Write(scene.State, 0, all: true);
        return scene.Session.Log.ToString().TrimEnd('\n');
    }

    private static bool Covers(Scene older, Scene current)
    {
        Checkpoint checkpoint = new(new FramePool());
        checkpoint.CopyFrom(older.State);
        return new StateEquivalence(current.Session).Covers(checkpoint, current.State, Closeness.RangesWithin);
    }

    private void Sound() => Assert.Null(ObjectInvariants.FindViolation(scene.Session));

    private static void Pass(Check outcome) => Assert.Equal(Errno.None, outcome.Code);
}
