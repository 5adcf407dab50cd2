using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

public class HeldTests
{
    private static readonly LockIdentity First = new(7, new LockOwner(0, IsMap: true));
    private static readonly LockIdentity Second = new(7, new LockOwner(1, IsMap: true));

    private readonly Scene scene = new();

    [Fact]
    public void Everything_still_held_is_listed_in_the_order_acquired()
    {
        scene.Session.Path.InstructionIndex = 1;
        _ = scene.Acquire(6);
        _ = scene.Acquire(7);
        Assert.Equal(Errno.Invalid, RequireNothingHeld().Code);
        Assert.Equal(
            "Unreleased reference id=1 alloc_insn=1\nUnreleased reference id=2 alloc_insn=1\ntail_call would lead to reference leak",
            scene.Messages);
    }

    [Fact]
    public void A_function_that_returns_hands_its_references_to_its_caller()
    {
        scene.Enter();
        _ = scene.Acquire(6);
        Assert.Equal(Errno.None, ObjectGraph.RequireNothingHeld(scene.Session, false, false, "BPF_EXIT instruction in main prog").Code);
    }

    [Fact]
    public void An_exception_ends_the_callers_too()
    {
        _ = scene.Acquire(6);
        scene.Enter();
        Assert.Equal(Errno.Invalid, ObjectGraph.RequireNothingHeld(scene.Session, true, true, "bpf_throw").Code);
    }

    [Fact]
    public void Locks_are_complained_about_before_references_and_regions_after()
    {
        _ = scene.Acquire(6);
        scene.State.ActivePreemptionLocks = scene.State.ActiveRcuLocks = 1;
        HeldLocks.Take(scene.Session, ReferenceKind.SpinLock, First);
        Assert.Equal("tail_call cannot be used inside bpf_spin_lock-ed region", Complaint());
        HeldLocks.GiveBack(scene.Session, ReferenceKind.SpinLock, First);
        Assert.Equal("Unreleased reference id=1 alloc_insn=0\ntail_call would lead to reference leak", Complaint());
        Assert.True(ObjectGraph.Release(scene.Session, 1).IsOk);
        Assert.Equal("tail_call cannot be used inside bpf_rcu_read_lock-ed region", Complaint());
        scene.State.ActiveRcuLocks = 0;
        Assert.Equal("tail_call cannot be used inside bpf_preempt_disable-ed region", Complaint());
    }

    [Fact]
    public void A_struct_ops_program_may_hand_back_the_object_that_it_returns()
    {
        Scene structOps = new(type: ProgramType.StructOps);
        _ = structOps.Acquire(0);
        Assert.True(ObjectGraph.RequireNothingHeld(structOps.Session, false, true, "exit").IsOk);
        Assert.False(ObjectGraph.RequireNothingHeld(structOps.Session, true, true, "bpf_throw").IsOk);
    }

    [Fact]
    public void The_same_object_in_two_maps_is_two_locks()
    {
        HeldLocks.Take(scene.Session, ReferenceKind.ResilientSpinLock, First);
        HeldLocks.Take(scene.Session, ReferenceKind.ResilientSpinLock, Second);
        Assert.True(HeldLocks.IsInnermost(scene.State, Second));
        HeldLocks.GiveBack(scene.Session, ReferenceKind.ResilientSpinLock, Second);
        Assert.True(HeldLocks.IsInnermost(scene.State, First));
        Assert.False(HeldLocks.Holds(scene.State, ReferenceKind.AnyLock, Second));
    }

    [Fact]
    public void What_a_lock_guarded_is_gone_when_it_is_given_back()
    {
        uint node = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Register(6).Type = scene.Register(6).Type.With(TypeFlags.Allocated);
        HeldLocks.Take(scene.Session, ReferenceKind.SpinLock, First);
        ObjectGraph.TransferToGraph(scene.Session, node, isReferenceCounted: false);
        Assert.True(scene.Register(6).Type.IsNonOwning);
        Assert.False(ObjectGraph.IsReferenced(scene.State, node));
        HeldLocks.GiveBack(scene.Session, ReferenceKind.SpinLock, First);
        Assert.True(scene.Register(6).Type.IsScalar);
    }

    [Fact]
    public void Behind_the_last_protection_RCU_pointers_may_only_be_read_with_care()
    {
        scene.Register(6).MarkPointer(new RegisterType(RegisterKind.BtfObject, TypeFlags.Rcu | TypeFlags.MaybeNull));
        scene.State.ActiveRcuLocks = 1;
        ExecutionContext.LeftRegion(scene.Session);
        Assert.True(scene.Register(6).Type.Has(TypeFlags.Rcu));
        scene.State.ActiveRcuLocks = 0;
        ExecutionContext.LeftRegion(scene.Session);
        Assert.Equal(new RegisterType(RegisterKind.BtfObject, TypeFlags.Untrusted), scene.Register(6).Type);
    }

    [Fact]
    public void A_percpu_object_put_into_a_map_inside_a_section_stays_usable_in_it()
    {
        uint id = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Register(6).Type = scene.Register(6).Type.With(TypeFlags.Allocated | TypeFlags.Percpu);
        ObjectGraph.LeaveToRcu(scene.Session, id);
        Assert.Equal(new RegisterType(RegisterKind.BtfObject, TypeFlags.Percpu | TypeFlags.Rcu), scene.Register(6).Type);
        Assert.Equal(0u, scene.Register(6).Id);
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void Irq_flags_are_restored_last_first_and_by_the_family_that_saved_them()
    {
        Save(-8, IrqFlagClass.Native);
        Save(-16, IrqFlagClass.Lock);
        scene.PointToStack(1, -8);
        Assert.Equal(Errno.AccessDenied, IrqFlagSlots.Restore(scene.Session, 1, IrqFlagClass.Native).Code);
        Assert.Equal("cannot restore irq state out of order, expected id=2 acquired at insn_idx=0", scene.Messages);
        scene.PointToStack(1, -16);
        Assert.Equal(Errno.Invalid, IrqFlagSlots.Restore(scene.Session, 1, IrqFlagClass.Native).Code);
        Assert.Equal("irq flag acquired by lock kfuncs cannot be restored with native kfuncs", scene.Messages);
        Assert.True(IrqFlagSlots.Restore(scene.Session, 1, IrqFlagClass.Lock).IsOk);
        Assert.Equal(1u, scene.State.ActiveIrqId);
        Assert.Equal("tail_call cannot be used inside bpf_local_irq_save-ed region", Complaint());
    }

    private void Save(int offset, IrqFlagClass family)
    {
        scene.PointToStack(1, offset);
        Assert.True(IrqFlagSlots.RequireRoom(scene.Session, 1, out StackObjectPlace place).IsOk);
        IrqFlagSlots.Save(scene.Session, place, family);
    }

    private string Complaint()
    {
        Assert.False(RequireNothingHeld().IsOk);
        return scene.Messages;
    }

    private Check RequireNothingHeld() => ObjectGraph.RequireNothingHeld(scene.Session, false, true, "tail_call");
}
