using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>
/// One random sequence of what programs do with objects, done in the kernel's model and in the legacy one. Whatever the kernel lets pass
/// and leaves usable, the legacy model does too: it knows less of what belongs to what. Two things are left out that it refuses and the
/// kernel does not: to overwrite a dynptr that owns something; and, once a frame was left with a dynptr in it, to use a slice of that
/// dynptr after the owner was given back (the kernel has lost what lies between; the legacy slice names the owner itself).
/// </summary>
internal sealed class TwinLife(ulong seed)
{
    private const int Steps = 60;
    private const int FirstRegister = 6;
    private const int Registers = 4;
    private const int FirstSpill = 8;
    private const int Spills = 3;
    private const int FirstDynptr = 1;
    private const int Dynptrs = 3;
    private const int MaxFrame = 3;

    private static readonly DynptrKind[] Kinds = [DynptrKind.Local, DynptrKind.Skb, DynptrKind.Ringbuf, DynptrKind.File];

    private readonly Scene kernel = new();
    private readonly Scene legacy = new(ObjectModel.Legacy);
    private SplitMix random = new(seed);

    private int Frame => kernel.State.CurrentFrame;

    /// <summary>Runs until the kernel's model would reject the program, or long enough.</summary>
    public void Run()
    {
        for (int i = 0; i < Steps && Step(); i++)
        {
            Assert.Null(ObjectInvariants.FindViolation(legacy.Session));
            Compare();
        }
    }

    private bool Step()
    {
        int register = FirstRegister + random.Below(Registers);
        switch (random.Below(8))
        {
            case 0:
                Both(scene => scene.Acquire(register, RegisterKind.BtfObject));
                return true;
            case 1:
                int target = FirstRegister + random.Below(Registers);
                Both(scene => scene.Register(target) = scene.Register(register));
                return true;
            case 2:
                (int frame, int slot) = (random.Below(Frame + 1), FirstSpill + random.Below(Spills));
                Both(scene => scene.Spill(register, frame, slot));
                return true;
            case 3:
                return Construct(register);
            case 4:
                return CloneOrSlice(register);
            case 5:
                return !ObjectGraph.IsReferenced(kernel.Session, kernel.Register(register)) || InBoth(
                    scene => ObjectGraph.ReleaseHeld(scene.Session, scene.Register(register)));
            case 6:
                return ReleaseDynptr();
            default:
                return ChangeFrame();
        }
    }

    private bool Construct(int register)
    {
        (int frame, int slot) = AnyDynptrPlace();
        DynptrKind kind = Kinds[random.Below(Kinds.Length)];
        bool isDerived = random.OneIn(2) && ObjectGraph.IsReferenced(kernel.Session, kernel.Register(register));
        return IsOwning(legacy, frame, slot) || InBoth(scene => scene.Construct(
            frame, slot, kind, isDerived ? ObjectGraph.LifetimeOf(scene.Session, scene.Register(register)) : 0));
    }

    private bool CloneOrSlice(int register)
    {
        (int fromFrame, int from) = AnyDynptrPlace();
        (int toFrame, int to) = AnyDynptrPlace();
        if (!IsLive(kernel, fromFrame, from))
        {
            return true;
        }

        if (random.OneIn(2))
        {
            bool isByHelper = random.OneIn(2);
            TypeFlags flags = isByHelper ? TypeFlags.None : TypeFlags.ReadOnly;
            Both(scene => scene.Slice(register, scene.DynptrAt(fromFrame, from), isByHelper, flags));
            return true;
        }

        return IsOwning(legacy, toFrame, to) || InBoth(scene => scene.Clone(toFrame, to, scene.DynptrAt(fromFrame, from)));
    }

    private bool ReleaseDynptr()
    {
        (int frame, int slot) = AnyDynptrPlace();
        return !IsOwning(kernel, frame, slot) || InBoth(scene =>
        {
            scene.PointToStack(1, -(slot + 1) * 8);
            scene.Register(1).FrameNumber = frame;
            return DynptrSlots.Release(scene.Session, scene.Register(1));
        });
    }

    private bool ChangeFrame()
    {
        if (Frame == 0 || (Frame < MaxFrame && random.OneIn(2)))
        {
            Both(scene => scene.Enter());
            return true;
        }

        bool losesDynptr = HoldsDynptr(kernel, Frame);
        Both(scene =>
        {
            scene.State.WriteFrame(scene.State.CurrentFrame - 1).Registers[0] = scene.Register(FirstRegister);
            Assert.True(scene.Leave().IsOk);
        });
        return !losesDynptr;
    }

    private void Both(System.Action<Scene> action)
    {
        action(kernel);
        action(legacy);
    }

    /// <summary>False when the kernel rejects; the legacy model may do so only then.</summary>
    private bool InBoth(System.Func<Scene, Check> action)
    {
        bool isAccepted = action(kernel).IsOk;
        Assert.True(action(legacy).IsOk || !isAccepted);
        return isAccepted;
    }

    private void Compare()
    {
        AllRegisters all = new(kernel.State, withDynptrs: true);
        while (all.MoveNext())
        {
            FrameState frame = legacy.State.ReadFrame(all.Frame.FrameNumber);
            if (all.Slot >= 0 && all.Frame.Stack[all.Slot].Kind == SlotType.Dynptr)
            {
                Assert.Equal(SlotType.Dynptr, frame.Stack[all.Slot].Kind);
            }
            else if (all.Slot >= 0 && all.Current.Type.IsPointer)
            {
                Assert.Equal(all.Current.Type, frame.Stack[all.Slot].Spilled.Type);
            }
        }

        for (int number = 0; number <= Frame; number++)
        {
            for (int i = 0; i < FrameState.RegisterCount; i++)
            {
                RegisterState held = kernel.State.ReadFrame(number).Registers[i];
                Assert.True(!held.Type.IsPointer || held.Type == legacy.State.ReadFrame(number).Registers[i].Type);
            }
        }
    }

    private static bool HoldsDynptr(Scene scene, int frame)
    {
        for (int i = 0; i < Dynptrs; i++)
        {
            if (IsLive(scene, frame, FirstDynptr + (2 * i)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLive(Scene scene, int frame, int slot) => scene.State.ReadFrame(frame).Stack[slot].Kind == SlotType.Dynptr;

    private static bool IsOwning(Scene scene, int frame, int slot) => IsLive(scene, frame, slot) && scene.DynptrAt(frame, slot).MustBeReleased;

    private (int Frame, int Slot) AnyDynptrPlace() => (random.Below(Frame + 1), FirstDynptr + (2 * random.Below(Dynptrs)));
}
