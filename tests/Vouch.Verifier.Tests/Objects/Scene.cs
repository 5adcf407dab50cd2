using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Transfer;

namespace Vouch.Verifier.Tests.Objects;

/// <summary>A session whose state tests fill by hand, without a program that leads there.</summary>
internal sealed class Scene
{
    public Scene(
        ObjectModel model = ObjectModel.Linux73, Semantics? semantics = null, ProgramType type = ProgramType.SocketFilter,
        CallbackModel callbacks = CallbackModel.Loop)
    {
        LoadRequest request = new()
        {
            ObjectName = "scene.bpf.o",
            ProgramName = "scene",
            SectionName = "socket",
            ProgramType = type,
            License = "GPL",
            Instructions = Assembler.Assemble("r0 = 0\nexit").Instructions,
            Maps = [],
            KernelTypes = [],
        };
        KernelProfile kernel = KernelProfile.Linux73.WithRules(new KernelRules { Callbacks = callbacks }.WithObjects(model));
        VerifierOptions options = new()
        {
            Semantics = semantics ?? Semantics.Privileged,
            Presentation = new Presentation { LogLevel = LogLevels.Path },
        };
        Session = new Session(new ProgramUnderTest(request, kernel), kernel, options);
        Session.Path.State.IsSleepable = true;
        Session.Path.State.PrepareFrame(0).Start(FrameState.NoCallSite, 0, 0, Session.Permissions.IsBpfCapable);
        Session.Path.Frame.GrowStack(128);
    }

    public Session Session { get; }

    public VerifierState State => Session.Path.State;

    /// <summary>The messages since the last look, without the last line end.</summary>
    public string Messages
    {
        get
        {
            string text = Session.Rejections.Text.TrimEnd('\n');
            Session.Rejections.Forget();
            return text;
        }
    }

    public ref RegisterState Register(int number) => ref Session.Path.Registers[number];

    /// <summary>Goes on in a new frame with stack of its own.</summary>
    public void Enter(bool isCallback = false)
    {
        int number = State.CurrentFrame + 1;
        State.PrepareFrame(number).Start(0, number, 0, Session.Permissions.IsBpfCapable);
        State.CurrentFrame = number;
        Session.Path.Frame.GrowStack(128);
        Session.Path.Frame.IsCallback = isCallback;
        Session.Path.Frame.RcuLocksAtEntry = State.ActiveRcuLocks;
        Session.Path.Frame.PreemptionLocksAtEntry = State.ActivePreemptionLocks;
    }

    /// <summary>Returns to the caller.</summary>
    public Check Leave()
    {
        FrameState left = Session.Path.Frame;
        State.CurrentFrame--;
        return ObjectGraph.LeaveFrame(Session, left);
    }

    /// <summary>An owned kernel object in a register; its id.</summary>
    public uint Acquire(int register, RegisterKind kind = RegisterKind.Socket, uint parent = 0)
    {
        uint id = ObjectGraph.Acquire(Session, Session.Path.InstructionIndex, parent);
        Register(register).MarkPointer(kind);
        Session.ObjectRules.Own(ref Register(register), id);
        return id;
    }

    /// <summary>A dynptr at a slot and the one above it, put there as a call does it.</summary>
    public Check Construct(int frame, int slot, DynptrKind kind, uint parent = 0)
    {
        Check outcome = Overwrite(frame, slot);
        if (outcome.IsOk)
        {
            DynptrSlots.Construct(Session, new StackObjectPlace(State.WriteFrame(frame), slot, false), kind, parent);
        }

        return outcome;
    }

    public Check Clone(int frame, int slot, in DynptrIdentity source)
    {
        Check outcome = Overwrite(frame, slot);
        if (outcome.IsOk)
        {
            DynptrSlots.Clone(Session, new StackObjectPlace(State.WriteFrame(frame), slot, false), source);
        }

        return outcome;
    }

    /// <summary>Stores over both slots of a place for dynptrs.</summary>
    public Check Overwrite(int frame, int slot)
    {
        Check lower = ObjectGraph.BeforeOverwrite(Session, State.WriteFrame(frame), slot);
        return lower.IsOk ? ObjectGraph.BeforeOverwrite(Session, State.WriteFrame(frame), slot - 1) : lower;
    }

    public DynptrIdentity DynptrAt(int frame, int slot) => DynptrIdentity.Of(State.ReadFrame(frame).Stack[slot].Spilled, isConstant: false);

    /// <summary>A slice of a dynptr in a register.</summary>
    public void Slice(int register, uint dynptr)
    {
        Register(register).MarkPointer(RegisterKind.Memory);
        Register(register).Id = Session.Path.NextId();
        Session.ObjectRules.Derive(ref Register(register), dynptr);
    }

    /// <summary>A slice as the helper for it gives one, or as the kernel function does.</summary>
    public void Slice(int register, in DynptrIdentity dynptr, bool isByHelper, TypeFlags flags = TypeFlags.None)
    {
        Register(register).MarkPointer(new RegisterType(RegisterKind.Memory, flags));
        Register(register).Id = Session.Path.NextId();
        if (isByHelper)
        {
            Session.ObjectRules.SliceByHelper(ref Register(register), dynptr);
        }
        else
        {
            Session.ObjectRules.SliceByKfunc(ref Register(register), dynptr);
        }
    }

    /// <summary>A null test of a register came out on the path followed.</summary>
    public void Settle(int register, bool isNull) => NullComparison.Resolve(Session, State, register, isNull);

    public void Spill(int register, int frame, int slot)
    {
        StackSlot target = State.WriteFrame(frame).Stack[slot];
        target.Spilled = Register(register);
        target.SetAll(SlotType.Spill);
    }

    /// <summary>A stack pointer with a known offset.</summary>
    public void PointToStack(int register, int offset)
    {
        Register(register).MarkPointer(RegisterKind.Stack);
        Register(register).FrameNumber = State.CurrentFrame;
        Register(register).Bounds = Vouch.Verifier.Domains.ScalarBounds.Const(unchecked((ulong)offset));
    }
}
