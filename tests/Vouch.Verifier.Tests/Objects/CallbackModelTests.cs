using System;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>Callbacks that are followed once, and what they may do with objects.</summary>
public class CallbackModelTests
{
    private const int Lower = 1;

    [Theory]
    [InlineData(ObjectModel.Linux73)]
    [InlineData(ObjectModel.V5)]
    [InlineData(ObjectModel.Strict)]
    [InlineData(ObjectModel.Legacy)]
    public void A_callback_may_not_give_back_what_its_caller_holds(ObjectModel model)
    {
        Scene scene = new(model, callbacks: CallbackModel.Once);
        uint socket = scene.Acquire(6);
        scene.Enter(isCallback: true);
        Assert.Equal(Errno.Invalid, ObjectGraph.Release(scene.Session, socket).Code);
        Assert.EndsWith("reference has not been acquired before", scene.Messages, StringComparison.Ordinal);
        Assert.True(ObjectGraph.IsReferenced(scene.State, socket));
    }

    [Fact]
    public void Followed_as_a_loop_it_may()
    {
        Scene scene = new();
        uint socket = scene.Acquire(6);
        scene.Enter(isCallback: true);
        Pass(ObjectGraph.Release(scene.Session, socket));
    }

    [Fact]
    public void Nor_may_a_function_that_the_callback_calls()
    {
        Scene scene = Once();
        uint socket = scene.Acquire(6);
        scene.Enter(isCallback: true);
        uint own = scene.Acquire(7);
        scene.Enter();
        Assert.Equal(1, scene.Session.CallbackFrames.AcquiringIn(scene.State));
        Pass(ObjectGraph.Release(scene.Session, own));
        Assert.Equal(Errno.Invalid, ObjectGraph.Release(scene.Session, socket).Code);
    }

    [Fact]
    public void A_callback_may_not_give_its_callers_object_over_to_a_list_or_a_map()
    {
        Scene scene = Once();
        uint item = scene.Acquire(6, RegisterKind.BtfObject);
        scene.Enter(isCallback: true);
        Assert.Equal(Errno.Invalid, ObjectGraph.TransferToGraph(scene.Session, item, isReferenceCounted: false).Code);
        Assert.Equal(Errno.Invalid, ObjectGraph.LeaveToRcu(scene.Session, item).Code);
        Assert.True(ObjectGraph.IsReferenced(scene.State, item));
    }

    [Fact]
    public void A_callback_gives_back_what_it_acquired()
    {
        Scene scene = Once();
        _ = scene.Acquire(6);
        scene.Enter(isCallback: true);
        uint own = scene.Acquire(7);
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
        Assert.Equal("Unreleased reference id=2 alloc_insn=0", scene.Messages.Split('\n')[0]);
        Pass(ObjectGraph.Release(scene.Session, own));
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
    }

    [Fact]
    public void So_it_does_with_what_a_function_acquired_for_it()
    {
        Scene scene = Once();
        scene.Enter(isCallback: true);
        scene.Enter();
        _ = scene.Acquire(7);
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
        Pass(scene.Leave());
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
    }

    [Fact]
    public void Of_nested_callbacks_the_one_that_acquired_is_asked()
    {
        Scene scene = Once();
        scene.Enter(isCallback: true);
        uint outer = scene.Acquire(7);
        scene.Enter(isCallback: true);
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
        Assert.Equal(Errno.Invalid, ObjectGraph.Release(scene.Session, outer).Code);
        Pass(scene.Leave());
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
        Pass(ObjectGraph.Release(scene.Session, outer));
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
    }

    [Fact]
    public void A_reference_that_outlives_its_callback_is_a_defect()
    {
        Scene scene = Once();
        scene.Enter(isCallback: true);
        _ = scene.Acquire(7);
        Assert.Null(ObjectInvariants.FindViolation(scene.Session));
        Pass(scene.Leave());
        Assert.Equal("reference 1 is left of a callback that has ended", ObjectInvariants.FindViolation(scene.Session));
    }

    [Fact]
    public void A_pointer_of_the_callers_that_turns_out_null_is_forgotten_in_a_callback_too()
    {
        Scene scene = Once();
        _ = scene.Acquire(6);
        scene.Register(6).Type = scene.Register(6).Type.With(TypeFlags.MaybeNull);
        RegisterState pointer = scene.Register(6);
        scene.Enter(isCallback: true);
        scene.Register(6) = pointer;
        scene.Settle(6, isNull: true);
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void A_clone_of_the_callers_dynptr_may_come_and_go_but_not_take_the_record_along()
    {
        Scene scene = Once();
        Pass(scene.Construct(0, Lower, DynptrKind.Ringbuf));
        scene.Enter(isCallback: true);
        Pass(scene.Clone(1, Lower, scene.DynptrAt(0, Lower)));
        Pass(scene.Overwrite(1, Lower));
        Pass(scene.Clone(1, Lower, scene.DynptrAt(0, Lower)));
        scene.PointToStack(1, -16);
        Assert.Equal(Errno.Invalid, DynptrSlots.Release(scene.Session, scene.Register(1)).Code);
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
    }

    [Fact]
    public void A_callback_leaves_no_region_that_it_entered()
    {
        Scene scene = Once();
        scene.State.ActiveRcuLocks = 1;
        scene.Enter(isCallback: true);
        Pass(scene.Session.Callbacks.RequireGaveBack(scene.Session));
        scene.State.ActiveRcuLocks = 2;
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
        scene.State.ActiveRcuLocks = 1;
        scene.State.ActivePreemptionLocks = 1;
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
        scene.State.ActivePreemptionLocks = 0;
        HeldLocks.Take(scene.Session, ReferenceKind.ResilientSpinLock, new LockIdentity(0, new LockOwner(0, IsMap: true)));
        Assert.Equal(Errno.Invalid, scene.Session.Callbacks.RequireGaveBack(scene.Session).Code);
    }

    [Fact]
    public void The_body_is_followed_once_and_its_stores_are_seen_behind_the_call()
    {
        VerificationResult result = Verify("*(u64 *)(r2 + 0) = 5; r0 = 0; exit", CallbackModel.Once);
        Assert.Equal(Verdict.Accepted, result.Verdict);
        Assert.Equal(16, result.Statistics.ProcessedInstructions);
        Assert.Contains("R1=fp5 ", result.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("R1=fp1 ", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void As_a_loop_it_may_not_have_run_at_all()
    {
        VerificationResult result = Verify("*(u64 *)(r2 + 0) = 5; r0 = 0; exit", CallbackModel.Loop);
        Assert.Equal(Verdict.Accepted, result.Verdict);
        Assert.Contains("R1=fp5 ", result.Log, StringComparison.Ordinal);
        Assert.Contains("R1=fp1 ", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_code_behind_needs_to_know_is_looked_for_in_the_callback()
    {
        const string either = """
            if r1 > 5 goto more
            *(u64 *)(r2 + 0) = 2
            r0 = 0
            exit
            more:
            *(u64 *)(r2 + 0) = 100
            r0 = 0
            exit
            """;
        VerificationResult result = Verify(either, CallbackModel.Once);
        Assert.Equal(Verdict.Rejected, result.Verdict);
        Assert.Contains("invalid write to stack", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Even_a_loop_of_no_rounds_is_entered_once()
    {
        VerificationResult result = Verify("r0 = 7; exit", CallbackModel.Once, rounds: 0);
        Assert.Equal(Verdict.Rejected, result.Verdict);
        Assert.Contains("At callback return the register R0", result.Message, StringComparison.Ordinal);
        Assert.Equal(Verdict.Accepted, Verify("r0 = 7; exit", CallbackModel.Loop, rounds: 0).Verdict);
    }

    private static Scene Once() => new(callbacks: CallbackModel.Once);

    /// <summary>A program that lets bpf_loop run a function on a number, which is then the offset of a store.</summary>
    private static VerificationResult Verify(string body, CallbackModel model, int rounds = 10)
    {
        KernelProfile kernel = KernelProfile.Linux73.WithRules(new KernelRules { Callbacks = model });
        TextProgram program = new()
        {
            Text = $"""
                main: *(u64 *)(r10 - 8) = 1
                r1 = {rounds}
                r2 = f ll
                r3 = r10
                r3 += -8
                r4 = 0
                call bpf_loop
                r1 = r10
                r2 = *(u64 *)(r10 - 8)
                r1 += r2
                *(u8 *)(r1 - 32) = 0
                r0 = 0
                exit
                f: {body}
                """,
            Functions = ["main", "f"],
        };
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.All } };
        return Verifier.Verify(program.Request(), kernel, options);
    }

    private static void Pass(Check outcome) => Assert.Equal(Errno.None, outcome.Code);
}
