using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>A random sequence of what programs do with objects, done to the object graph and to the naive heap at once.</summary>
internal sealed class RandomLife(ulong seed, ObjectModel model)
{
    private const int Steps = 60;
    private const int FirstRegister = 6;
    private const int Registers = 4;
    private const int FirstSpill = 8;
    private const int Spills = 3;
    private const int Dynptrs = 3;
    private const int MaxFrame = 3;

    private static readonly DynptrKind[] Kinds = [DynptrKind.Local, DynptrKind.Skb, DynptrKind.Ringbuf, DynptrKind.File];

    private readonly Scene scene = new(model);
    private SplitMix random = new(seed);

    public NaiveHeap Heap { get; } = new(model == ObjectModel.Strict);

    /// <summary>A frame was left, after which the kernel's model may lose track.</summary>
    public bool HasLeftFrame { get; private set; }

    private int Frame => scene.State.CurrentFrame;

    /// <summary>Runs until the program would be rejected, or long enough. After every step both sides must agree.</summary>
    public void Run(System.Action afterStep)
    {
        for (int i = 0; i < Steps; i++)
        {
            if (!Step())
            {
                return;
            }

            Compare();
            afterStep();
        }
    }

    /// <summary>False when the step is one that rejects the program, on both sides.</summary>
    private bool Step()
    {
        switch (random.Below(9))
        {
            case 0:
                int register = AnyRegister();
                _ = scene.Acquire(register, RegisterKind.BtfObject);
                Heap.Acquire(new Spot(Frame, SpotKind.Register, register));
                return true;
            case 1:
                Copy();
                return true;
            case 2:
                return Construct();
            case 3:
                return Clone();
            case 4:
                Slice();
                return true;
            case 5:
                Spot spot = AnyDynptrSpot();
                return Agree(Heap.TryOverwrite(spot), scene.Overwrite(spot.Frame, spot.Index));
            case 6:
                return ReleaseRegister();
            case 7:
                return ReleaseDynptr();
            default:
                ChangeFrame();
                return true;
        }
    }

    private void Copy()
    {
        int register = AnyRegister();
        Spot from = new(Frame, SpotKind.Register, register);
        if (random.OneIn(2))
        {
            int target = AnyRegister();
            scene.Register(target) = scene.Register(register);
            Heap.Copy(from, new Spot(Frame, SpotKind.Register, target));
            return;
        }

        Spot slot = new(random.Below(Frame + 1), SpotKind.Spill, FirstSpill + random.Below(Spills));
        scene.Spill(register, slot.Frame, slot.Index);
        Heap.Copy(from, slot);
    }

    private bool Construct()
    {
        Spot spot = AnyDynptrSpot();
        DynptrKind kind = Kinds[random.Below(Kinds.Length)];
        if (!Agree(Heap.TryOverwrite(spot), scene.Overwrite(spot.Frame, spot.Index)))
        {
            return false;
        }

        uint parent = scene.Register(AnyRegister()).Id;
        parent = random.OneIn(2) && Heap.IsOwned(parent) ? parent : 0;
        Assert.True(scene.Construct(spot.Frame, spot.Index, kind, parent).IsOk);
        Heap.Construct(spot, DynptrIdentity.IsOwning(kind), parent);
        return true;
    }

    private bool Clone()
    {
        if (AnyDynptr() is not { } source)
        {
            return true;
        }

        Held original = Heap.Places[source];
        DynptrIdentity identity = scene.DynptrAt(source.Frame, source.Index);
        Spot spot = AnyDynptrSpot();
        if (!Agree(Heap.TryOverwrite(spot), scene.Overwrite(spot.Frame, spot.Index)))
        {
            return false;
        }

        Assert.True(scene.Clone(spot.Frame, spot.Index, identity).IsOk);
        Heap.Clone(original, spot);
        return true;
    }

    private void Slice()
    {
        if (AnyDynptr() is { } source)
        {
            int register = AnyRegister();
            scene.Slice(register, scene.DynptrAt(source.Frame, source.Index).Id);
            Heap.Slice(Heap.Places[source], new Spot(Frame, SpotKind.Register, register));
        }
    }

    private bool ReleaseRegister()
    {
        uint id = scene.Register(AnyRegister()).Id;
        return !Heap.IsOwned(id) || Agree(Heap.TryRelease(id), ObjectGraph.Release(scene.Session, id));
    }

    private bool ReleaseDynptr()
    {
        if (AnyDynptr() is not { } spot || !Heap.Places[spot].MustBeReleased)
        {
            return true;
        }

        uint lifetime = scene.Session.ObjectRules.LifetimeOf(scene.DynptrAt(spot.Frame, spot.Index));
        return Agree(Heap.TryRelease(Heap.Places[spot].Parent), ObjectGraph.Release(scene.Session, lifetime));
    }

    private void ChangeFrame()
    {
        if (Frame == 0 || (Frame < MaxFrame && random.OneIn(2)))
        {
            scene.Enter();
            return;
        }

        // The callee hands its R6 back in the caller's R0, as a result.
        scene.State.WriteFrame(Frame - 1).Registers[0] = scene.Register(FirstRegister);
        Heap.Copy(new Spot(Frame, SpotKind.Register, FirstRegister), new Spot(Frame - 1, SpotKind.Register, 0));
        Heap.Leave(Frame);
        Assert.True(scene.Leave().IsOk);
        HasLeftFrame = true;
    }

    private static bool Agree(bool expected, Check outcome)
    {
        Assert.Equal(expected, outcome.IsOk);
        return expected;
    }

    private void Compare()
    {
        Assert.Null(ObjectInvariants.FindViolation(scene.Session));
        Assert.Equal(Heap.LastId, scene.Session.Path.LastId);
        Assert.Equal(Heap.Obligations, scene.State.ActiveReferences.ToArray().Select(entry => (entry.Id, entry.ParentId)));
        for (int frame = 0; frame <= Frame; frame++)
        {
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                RegisterState register = scene.State.ReadFrame(frame).Registers[i];
                Compare(new Spot(frame, SpotKind.Register, i), register, register.Type.IsPointer);
            }

            for (int i = 0; i < scene.State.ReadFrame(frame).StackSlotCount; i++)
            {
                StackSlot slot = scene.State.ReadFrame(frame).Stack[i];
                Compare(new Spot(frame, SpotKind.Spill, i), slot.Spilled, slot.IsSpill && slot.Spilled.Type.IsPointer);
                Compare(new Spot(frame, SpotKind.Dynptr, i), slot.Spilled, slot.Kind == SlotType.Dynptr && slot.Spilled.IsFirstDynptrSlot);
            }
        }
    }

    private void Compare(Spot spot, in RegisterState actual, bool isHeld)
    {
        Assert.Equal(Heap.Places.TryGetValue(spot, out Held expected), isHeld);
        if (isHeld)
        {
            Assert.Equal((expected.Id, expected.Parent), (actual.Id, actual.ParentId));
        }
    }

    private int AnyRegister() => FirstRegister + random.Below(Registers);

    private Spot AnyDynptrSpot() => new(random.Below(Frame + 1), SpotKind.Dynptr, 1 + (2 * random.Below(Dynptrs)));

    private Spot? AnyDynptr()
    {
        Spot[] live = [.. Heap.Places.Keys.Where(spot => spot.Kind == SpotKind.Dynptr).OrderBy(spot => (spot.Frame, spot.Index))];
        return live.Length == 0 ? null : live[random.Below(live.Length)];
    }
}
