using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Kernel;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Calls;
using Vouch.Verifier.Exploration;
using Vouch.Verifier.Flow;
using Vouch.Verifier.Log;
using Vouch.Verifier.Paths;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;
using Vouch.Verifier.Trace;
using Vouch.Verifier.Types;

namespace Vouch.Verifier;

/// <summary>
/// One call of <see cref="Verifier.Verify"/>, in parts by how long they live and who may write them. One session a program and a
/// thread; nothing outlives it.
/// </summary>
internal sealed class Session
{
    private AttachPoint? attachPoint;

    /// <summary>A load in progress: the pointer that the loaded value takes the place of.</summary>
    internal RegisterState PointerLoadedOver;

    public Session(ProgramUnderTest program, KernelProfile kernel, VerifierOptions options)
    {
        Semantics = options.Semantics;
        program.AttachType = ProgramTraitsReader.AttachTypeOf(program.Request, kernel);
        Permissions = new Permissions(options.Semantics, program.Request.Flags, kernel);
        Facts = new ProgramFacts(program, ProgramTraitsReader.Read(program, kernel, options.Semantics));
        Rejections = new RejectionSink(new VerifierLog(options.Presentation.LogLevel, options.Presentation.LogSize));
        Notes = TablePool<InstructionNotes>.Rent(program.Length);
        Notes.AsSpan(0, program.Length).Clear();
        Workspace = new PathWorkspace(kernel.Rules.Objects);
        Path = new PathCursor(Workspace.Pool.Rent());
        Path.State.Clear();
        StructFields = new StructFieldTables(this);
        Names = new ProgramNames(this);
        SourceLines = new SourceLines(this);
        Cache = new StateCache(this);
        Recorder = options.Recording is { } recording ? new PathRecorder(this, recording) : null;
    }

    public Semantics Semantics { get; }

    /// <summary>What the loader may do.</summary>
    public Permissions Permissions { get; }

    /// <summary>What is known before exploration.</summary>
    public ProgramFacts Facts { get; }

    /// <summary>What the passes over the control flow found.</summary>
    public FlowFacts Flow { get; } = new();

    /// <summary>Where exploration is.</summary>
    public PathCursor Path { get; }

    /// <summary>What exploration found out.</summary>
    public ExplorationFindings Findings { get; } = new();

    public Counters Counters { get; } = new();

    /// <summary>Where rejections go.</summary>
    public RejectionSink Rejections { get; }

    public VerifierLog Log => Rejections.Log;

    public ProgramUnderTest Program => Facts.Program;

    /// <summary>The special fields of the structs of the BTFs in use.</summary>
    public StructFieldTables StructFields { get; }

    /// <summary>Scratch space for one log message at a time.</summary>
    public LogText Text { get; } = new();

    /// <summary>The instruction logged last.</summary>
    public InstructionLine LastLine { get; set; }

    public SourceLines SourceLines { get; }

    /// <summary>Names and addresses for the disassembly.</summary>
    public InstructionNames Names { get; }

    /// <summary>What following paths needs besides the current state: pending paths, checkpoints, pooled states.</summary>
    public PathWorkspace Workspace { get; }

    /// <summary>The states remembered, and the rules for ending paths at them.</summary>
    public StateCache Cache { get; }

    /// <summary>Told of every step and of what happens to objects; null unless asked for. Nothing is read back from it.</summary>
    public PathRecorder? Recorder { get; }

    /// <summary>By instruction; longer than the program.</summary>
    public InstructionNotes[] Notes { get; }

    public ref InstructionNotes CurrentNotes => ref Notes[Path.InstructionIndex];

    /// <summary>The function whose arguments are the context, for program types that have one.</summary>
    public AttachPoint? AttachPoint => attachPoint ??= AttachPointReader.Read(this);

    /// <summary>Signatures of the kfuncs called so far, by the offset and immediate of their calls.</summary>
    public Dictionary<long, KfuncSignature> KfuncSignatures { get; } = [];

    /// <summary>Gives large tables back to the pool, so that they do not make the garbage collector run. The session is over.</summary>
    public void Release()
    {
        TablePool<InstructionNotes>.Return(Notes);
        Workspace.Pool.Return(Path.State);
        Workspace.Release();
    }

    /// <inheritdoc cref="RejectionSink.RefuseRequest"/>
    public Check RefuseRequest(Errno code, string explanation) => Rejections.RefuseRequest(code, explanation);

    /// <inheritdoc cref="RejectionSink.Reject(Errno, string)"/>
    public Check Reject(Errno code, string message) => Rejections.Reject(code, message);

    /// <inheritdoc cref="RejectionSink.Reject(Errno, string)"/>
    public Check Reject(Errno code, MessageText message) => Rejections.Reject(code, message);

    /// <inheritdoc cref="RejectionSink.RejectUnended(Errno, string)"/>
    public Check RejectUnended(Errno code, string message) => Rejections.RejectUnended(code, message);

    /// <inheritdoc cref="RejectionSink.RejectUnended(Errno, string)"/>
    public Check RejectUnended(Errno code, MessageText message) => Rejections.RejectUnended(code, message);

    /// <inheritdoc cref="RejectionSink.Report"/>
    public void Report(string category, string problem, string reason) => Rejections.Report(category, problem, reason);

    /// <summary>An error whose text is in the log already, or that has none.</summary>
    public static Check Reject(Errno code) => new(code);

    /// <inheritdoc cref="RejectionSink.NotSupported"/>
    public Check NotSupported(string feature) => Rejections.NotSupported(feature);

    // OLD NAMES BEGIN
    public KernelProfile Kernel => Program.Kernel;
    public Instruction[] Instructions => Program.Instructions;
    public bool IsBpfCapable => Permissions.IsBpfCapable;
    public bool AllowsPointerLeaks => Permissions.AllowsPointerLeaks;
    public bool AllowsUninitializedStack => Permissions.AllowsUninitializedStack;
    public bool BypassesSpectreV1 => Permissions.BypassesSpectreV1;
    public bool BypassesSpectreV4 => Permissions.BypassesSpectreV4;
    public bool StrictAlignment => Permissions.StrictAlignment;
    public bool TestsStateFrequency => Permissions.TestsStateFrequency;
    public bool TestsRegisterInvariants => Permissions.TestsRegisterInvariants;
    public SubprogramInfo[] Subprograms { get => Facts.Subprograms; set => Facts.Subprograms = value; }
    public int[] PostOrder { get => Facts.PostOrder; set => Facts.PostOrder = value; }
    public int[] TopologicalOrder { get => Facts.TopologicalOrder; set => Facts.TopologicalOrder = value; }
    public int ExceptionCallback { get => Facts.ExceptionCallback; set => Facts.ExceptionCallback = value; }
    public bool IsTargetReliable { get => Facts.IsTargetReliable; set => Facts.IsTargetReliable = value; }
    public bool HasArena { get => Facts.HasArena; set => Facts.HasArena = value; }
    public ProgramTraits Traits => Facts.Traits;
    public IReadOnlyList<MapModel> Maps => Facts.Maps;
    public MapModel Map(MapHandle handle) => Facts.Map(handle);
    public MapHandle AddMap(Func<MapHandle, MapModel> create) => Facts.AddMap(create);
    public BtfSpec Types(BtfHandle handle) => Facts.Types(handle);
    public BtfHandle HandleOf(BtfSpec spec) => Facts.HandleOf(spec);
    public int SubprogramAt(int instruction) => Facts.SubprogramAt(instruction);
    public StructFields StructFieldsOf(BtfSpec spec) => StructFields.Of(spec);
    public SpecialFields? FieldsOf(BtfHandle types, BtfTypeId type) => StructFields.Find(types, type);
    public VerifierState State { get => Path.State; set => Path.State = value; }
    public FrameState? PreparedCallback { get => Path.PreparedCallback; set => Path.PreparedCallback = value; }
    public int InstructionIndex { get => Path.InstructionIndex; set => Path.InstructionIndex = value; }
    public int PreviousInstructionIndex { get => Path.PreviousInstructionIndex; set => Path.PreviousInstructionIndex = value; }
    public uint LastId => Path.LastId;
    public uint NextId() => Path.NextId();
    public uint ScratchedRegisters { get => Path.ScratchedRegisters; set => Path.ScratchedRegisters = value; }
    public ulong ScratchedStack { get => Path.ScratchedStack; set => Path.ScratchedStack = value; }
    public FrameState Frame => Path.Frame;
    public RegisterState[] Registers => Path.Registers;
    public void MarkScratched(int register) => Path.MarkScratched(register);
    public void MarkSlotScratched(int slot) => Path.MarkSlotScratched(slot);
    public void MarkAllScratched() => Path.MarkAllScratched();
    public bool ExploresAluLimits { get => Findings.ExploresAluLimits; set => Findings.ExploresAluLimits = value; }
    public bool SawException { get => Findings.SawException; set => Findings.SawException = value; }
    public bool LosesTrackOfObjects { get => Findings.LosesTrackOfObjects; set => Findings.LosesTrackOfObjects = value; }
    public int ProcessedInstructions { get => Counters.ProcessedInstructions; set => Counters.ProcessedInstructions = value; }
    public int CreditedInstructions { get => Counters.CreditedInstructions; set => Counters.CreditedInstructions = value; }
    public int ProcessedJumps { get => Counters.ProcessedJumps; set => Counters.ProcessedJumps = value; }
    public int TotalStates { get => Counters.TotalStates; set => Counters.TotalStates = value; }
    public int PeakStates { get => Counters.PeakStates; set => Counters.PeakStates = value; }
    public int MaxStatesPerInstruction { get => Counters.MaxStatesPerInstruction; set => Counters.MaxStatesPerInstruction = value; }
    public int MaxStackDepth { get => Counters.MaxStackDepth; set => Counters.MaxStackDepth = value; }
    public string RejectionText { get => Rejections.Text; set => Rejections.Text = value; }
    public bool WasVerified => Rejections.WasVerified;
    public string? UnsupportedFeature => Rejections.UnsupportedFeature;
    public void ForgetRejection() => Rejections.Forget();
    // OLD NAMES END
}
