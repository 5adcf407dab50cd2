using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.State;

/// <summary>
/// Frames and states are copied, cleared and sealed by lists written by hand, for speed. A new field must be in each of them or be named here
/// with a reason.
/// </summary>
public class CopyListTests
{
    /// <summary>Registers, slots and outgoing arguments are storage behind counts; who shares a frame is no content of it.</summary>
    private static readonly string[] FrameStorage =
        [nameof(FrameState.Registers), nameof(FrameState.Stack), nameof(FrameState.OutgoingArguments), nameof(FrameState.Sharers), nameof(FrameState.Seal)];

    /// <summary>The counts of that storage, which go by the methods that grow it.</summary>
    private static readonly string[] FrameCounts = [nameof(FrameState.AllocatedStack), nameof(FrameState.OutgoingArgumentCount)];

    /// <summary>Frames have tests of their own; the pool and what is counted per frame are no content that a copy takes over.</summary>
    private static readonly string[] StateStorage = ["frames", "executing", "currentFrame", "instructionsOnPath", "pool"];

    private readonly FramePool pool = new();

    public static TheoryData<string> PlainFrameFields => [.. Fields.Of<FrameState>([.. FrameStorage, .. FrameCounts]).Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(PlainFrameFields))]
    public void A_seal_notices_a_write_to_any_field_of_a_frame(string name)
    {
        FrameState frame = Started();
        int before = FrameSeal.Digest(frame);
        FieldInfo field = Fields.Of<FrameState>().Single(f => f.Name == name);
        object value = Fields.Unusual(field.FieldType);
        Assert.NotEqual(field.GetValue(frame), value);
        field.SetValue(frame, value);
        Assert.NotEqual(before, FrameSeal.Digest(frame));
    }

    [Fact]
    public void A_seal_notices_a_write_to_a_frames_storage()
    {
        FrameState frame = Started();
        HashSet<int> digests = [FrameSeal.Digest(frame)];
        frame.Registers[7].MarkKnownScalar(1, isBpfCapable: true);
        Assert.True(digests.Add(FrameSeal.Digest(frame)));
        frame.GrowStack(16);
        Assert.True(digests.Add(FrameSeal.Digest(frame)));
        Spill(frame);
        Assert.True(digests.Add(FrameSeal.Digest(frame)));
        frame.GrowOutgoingArguments(1);
        Assert.True(digests.Add(FrameSeal.Digest(frame)));
        frame.OutgoingArguments[0].MarkKnownScalar(3, isBpfCapable: true);
        Assert.True(digests.Add(FrameSeal.Digest(frame)));
    }

    [Fact]
    public void A_copied_frame_has_every_field()
    {
        FrameState source = Disturbed();
        FrameState copy = new();
        copy.CopyFrom(source);
        Assert.Equal(FrameSeal.Digest(source), FrameSeal.Digest(copy));
        AssertSame(source, copy, Fields.Of<FrameState>(FrameStorage));
    }

    [Fact]
    public void A_started_frame_keeps_nothing_of_what_it_was()
    {
        FrameState used = Disturbed();
        used.Start(callSite: 5, frameNumber: 1, subprogram: 2, isBpfCapable: true);
        FrameState fresh = Started();
        Assert.Equal(FrameSeal.Digest(fresh), FrameSeal.Digest(used));
        AssertSame(fresh, used, Fields.Of<FrameState>(FrameStorage));
    }

    [Fact]
    public void A_copied_state_has_every_field()
    {
        // Precision marks and finished walks belong to the checkpoint that was copied, not to the path that goes on.
        string[] ownToEach = [.. StateStorage, .. ReadOnly<VerifierState>(), nameof(VerifierState.HasPrecision), nameof(VerifierState.Walks)];
        VerifierState source = InCallee();
        Fields.Disturb(source, ownToEach);
        VerifierState copy = New();
        copy.CopyFrom(source);
        Assert.Equal(source.CurrentFrame, copy.CurrentFrame);
        AssertSame(source, copy, Fields.Of<VerifierState>([.. ownToEach, nameof(VerifierState.References), nameof(VerifierState.History)]));
        Assert.Equal(source.References.Take(source.ReferenceCount), copy.References.Take(copy.ReferenceCount));
        Assert.Equal(source.History.Take(source.HistoryCount), copy.History.Take(copy.HistoryCount));
    }

    [Fact]
    public void A_copied_state_has_no_marks_of_its_own()
    {
        VerifierState source = InCallee();
        VerifierState copy = InCallee();
        copy.HasPrecision = source.HasPrecision = true;
        copy.CopyFrom(source);
        Assert.False(copy.HasPrecision);
    }

    [Fact]
    public void A_cleared_state_keeps_nothing_but_storage()
    {
        VerifierState used = InCallee();
        string[] storage =
        [
            .. StateStorage, .. ReadOnly<VerifierState>(), nameof(VerifierState.References), nameof(VerifierState.History), nameof(VerifierState.Walks),
        ];
        Fields.Disturb(used, storage);
        used.Clear();
        AssertSame(New(), used, Fields.Of<VerifierState>([.. storage.Except(["currentFrame"])]));
    }

    private VerifierState New() => new(pool);

    private VerifierState InCallee()
    {
        VerifierState state = New();
        for (int number = 0; number < 2; number++)
        {
            state.PrepareFrame(number).Start(FrameState.NoCallSite, number, number, isBpfCapable: true);
            state.CurrentFrame = number;
        }

        return state;
    }

    private static IEnumerable<string> ReadOnly<T>() => Fields.Of<T>().Where(f => f.IsInitOnly).Select(f => f.Name).Except(StateStorage);

    private static FrameState Started()
    {
        FrameState frame = new();
        frame.Start(callSite: 5, frameNumber: 1, subprogram: 2, isBpfCapable: true);
        return frame;
    }

    private static FrameState Disturbed()
    {
        FrameState frame = Started();
        Fields.Disturb(frame, [.. FrameStorage, .. FrameCounts]);
        frame.GrowStack(16);
        Spill(frame);
        frame.GrowOutgoingArguments(1);
        frame.OutgoingArguments[0].MarkKnownScalar(3, isBpfCapable: true);
        frame.Registers[7].MarkKnownScalar(1, isBpfCapable: true);
        return frame;
    }

    private static void Spill(FrameState frame)
    {
        frame.Stack[1].SetAll(SlotType.Spill);
        frame.Stack[1].Spilled.MarkKnownScalar(2, isBpfCapable: true);
    }

    private static void AssertSame<T>(T expected, T actual, IEnumerable<FieldInfo> fields)
    {
        foreach (FieldInfo field in fields)
        {
            Assert.Equal((field.Name, field.GetValue(expected)), (field.Name, field.GetValue(actual)));
        }
    }
}
