using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
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
/// One call of <see cref="Verifier.Verify"/>: the program, the kernel, the facts found, the path being followed. One session a
/// program and a thread; nothing outlives it.
/// </summary>
internal sealed class Session
{
    private readonly List<BtfSpec> types = [];
    private readonly List<MapModel> maps = [];
    private readonly Dictionary<BtfSpec, StructFields> structFields = [];
    private AttachPoint? attachPoint;

    /// <summary>A load in progress: the pointer that the loaded value takes the place of.</summary>
    internal RegisterState PointerLoadedOver;

    public Session(ProgramUnderTest program, KernelProfile kernel, VerifierOptions options)
    {
        Program = program;
        Kernel = kernel;
        Semantics = options.Semantics;
        Traits = ProgramTraitsReader.Read(program, kernel, options.Semantics);
        program.AttachType = ProgramTraitsReader.AttachTypeOf(program.Request, kernel);
        Log = new VerifierLog(options.Presentation.LogLevel, options.Presentation.LogSize);
        Notes = TablePool<InstructionNotes>.Rent(program.Length);
        Notes.AsSpan(0, program.Length).Clear();
        IsBpfCapable = Semantics.HasBpfCapability;
        AllowsPointerLeaks = Semantics.HasPerfmonCapability;
        AllowsUninitializedStack = Semantics.HasPerfmonCapability;
        BypassesSpectreV1 = Semantics.HasPerfmonCapability || !kernel.Rules.MitigatesSpeculation;
        BypassesSpectreV4 = Semantics.HasPerfmonCapability || !kernel.Rules.MitigatesSpeculation;
        LoadFlags flags = program.Request.Flags;
        StrictAlignment = (flags & LoadFlags.StrictAlignment) != 0 && (flags & LoadFlags.AnyAlignment) == 0;
        TestsStateFrequency = IsBpfCapable && (flags & LoadFlags.TestStateFrequency) != 0;
        TestsRegisterInvariants = IsBpfCapable && (flags & LoadFlags.TestRegisterInvariants) != 0;
        Workspace = new PathWorkspace(kernel.Rules.Objects);
        State = Workspace.Pool.Rent();
        State.Clear();
        Names = new ProgramNames(this);
        SourceLines = new SourceLines(this);
        Cache = new StateCache(this);
        Recorder = options.Recording is { } recording ? new PathRecorder(this, recording) : null;
        types.Add(program.Types ?? EmptyBtf.Instance);
        types.AddRange(program.Request.KernelTypes);
    }

    public ProgramUnderTest Program { get; }

    public KernelProfile Kernel { get; }

    public Semantics Semantics { get; }

    public VerifierLog Log { get; }

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

    public Instruction[] Instructions => Program.Instructions;

    /// <summary>By instruction; longer than the program.</summary>
    public InstructionNotes[] Notes { get; }

    // What the loader's capabilities allow.
    public bool IsBpfCapable { get; }

    public bool AllowsPointerLeaks { get; }

    public bool AllowsUninitializedStack { get; }

    /// <summary>
    /// The kernel forgot on some path what a dynptr's slices and clones hang on: the strict model may judge otherwise.
    /// </summary>
    public bool LosesTrackOfObjects { get; set; }

    public bool BypassesSpectreV1 { get; }

    public bool BypassesSpectreV4 { get; }

    public bool StrictAlignment { get; }

    public bool TestsStateFrequency { get; }

    public bool TestsRegisterInvariants { get; }

    // Facts of the passes before exploration.
    public SubprogramInfo[] Subprograms { get; set; } = [];

    /// <summary>What the passes over the control flow found.</summary>
    public FlowFacts Flow { get; } = new();

    /// <summary>What the kernel's tables are asked with.</summary>
    public ProgramTraits Traits { get; }

    /// <summary>The function whose arguments are the context, for program types that have one.</summary>
    public AttachPoint? AttachPoint => attachPoint ??= AttachPointReader.Read(this);

    /// <summary>False when the BPF function attached to is not called the way its prototype says.</summary>
    public bool IsTargetReliable { get; set; } = true;

    /// <summary>Instruction indices in post-order, subprogram after subprogram.</summary>
    public int[] PostOrder { get; set; } = [];

    /// <summary>Subprograms, callees before callers.</summary>
    public int[] TopologicalOrder { get; set; } = [];

    /// <summary>The subprogram that runs when an exception is thrown, or 0 for the default.</summary>
    public int ExceptionCallback { get; set; }

    // The path being followed.
    public VerifierState State { get; set; }

    /// <summary>The frame, above the executing one, of a callback that the call at hand will enter.</summary>
    public FrameState? PreparedCallback { get; set; }

    public int InstructionIndex { get; set; }

    public int PreviousInstructionIndex { get; set; } = -1;

    /// <summary>Pointer arithmetic by an unknown amount was seen on an unprivileged path: scalars must match exactly.</summary>
    public bool ExploresAluLimits { get; set; }

    public bool SawException { get; set; }

    public uint LastId { get; private set; }

    /// <summary>Signatures of the kfuncs called so far, by the offset and immediate of their calls.</summary>
    public Dictionary<long, KfuncSignature> KfuncSignatures { get; } = [];

    /// <summary>The program uses an arena map.</summary>
    public bool HasArena { get; set; }

    // Counters.
    public int ProcessedInstructions { get; set; }

    /// <summary>How many of them are counted for the subprograms that they belong to.</summary>
    public int CreditedInstructions { get; set; }

    public int ProcessedJumps { get; set; }

    public int TotalStates { get; set; }

    public int PeakStates { get; set; }

    public int MaxStatesPerInstruction { get; set; }

    public int MaxStackDepth { get; set; }

    /// <summary>Bit n: register n of the executing frame changed since the state was last printed.</summary>
    public uint ScratchedRegisters { get; set; }

    /// <summary>Bit n: stack slot n of the executing frame changed since the state was last printed.</summary>
    public ulong ScratchedStack { get; set; }

    /// <summary>The text of a rejection as logged so far, kept even when the log is off.</summary>
    public string RejectionText { get; set; } = "";

    public IReadOnlyList<MapModel> Maps => maps;

    public FrameState Frame => State.Frame;

    public RegisterState[] Registers => State.Registers;

    public ref InstructionNotes CurrentNotes => ref Notes[InstructionIndex];

    /// <summary>A fresh identity. The counter is never rolled back, so ids tell the order of exploration.</summary>
    public uint NextId() => ++LastId;

    public MapModel Map(MapHandle handle) => maps[handle.Index];

    public MapHandle AddMap(Func<MapHandle, MapModel> create)
    {
        MapHandle handle = new(maps.Count);
        maps.Add(null!);
        maps[handle.Index] = create(handle);
        return handle;
    }

    public BtfSpec Types(BtfHandle handle) => types[handle.Index];

    /// <summary>The handle of a BTF, adding it when new.</summary>
    public BtfHandle HandleOf(BtfSpec spec)
    {
        int index = types.IndexOf(spec);
        if (index < 0)
        {
            index = types.Count;
            types.Add(spec);
        }

        return new BtfHandle(index);
    }

    /// <summary>The special fields of the structs of a program's BTF.</summary>
    public StructFields StructFieldsOf(BtfSpec spec)
    {
        if (!structFields.TryGetValue(spec, out StructFields? table))
        {
            table = StructFields.Read(this, spec);
            structFields.Add(spec, table);
        }

        return table;
    }

    /// <summary>The special fields of a struct of the program's own BTF, or null when it has none.</summary>
    public SpecialFields? FieldsOf(BtfHandle types, BtfTypeId type) =>
        Types(types).IsKernel ? null : StructFieldsOf(Types(types)).Find(type);

    /// <summary>The subprogram that an instruction lies in.</summary>
    public int SubprogramAt(int instruction)
    {
        int low = 0;
        int high = Subprograms.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Subprograms[middle].Start <= instruction)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Gives large tables back to the pool, so that they do not make the garbage collector run. The session is over.</summary>
    public void Release()
    {
        TablePool<InstructionNotes>.Return(Notes);
        Workspace.Pool.Return(State);
        Workspace.Release();
    }

    public void MarkScratched(int register) => ScratchedRegisters |= 1u << register;

    public void MarkSlotScratched(int slot) => ScratchedStack |= 1ul << slot;

    public void MarkAllScratched()
    {
        ScratchedRegisters = ~0u;
        ScratchedStack = ~0ul;
    }

    /// <summary>The load command refuses before it opens a log: an error number is all that the kernel says.</summary>
    /// <param name="code">The error.</param>
    /// <param name="explanation">In our own words.</param>
    public Check RefuseRequest(Errno code, string explanation)
    {
        WasVerified = false;
        RejectionText = explanation;
        return new Check(code);
    }

    /// <summary>The verifier was entered, so that the log has its closing lines.</summary>
    public bool WasVerified { get; private set; } = true;

    /// <summary>Logs one line (the line end is added) and gives the error that rejects the program.</summary>
    public Check Reject(Errno code, string message)
    {
        string line = message + "\n";
        RejectionText += line;
        Log.Write(line);
        return new Check(code);
    }

    /// <summary>The same for a message that is put together.</summary>
    public Check Reject(Errno code, MessageText message) => Reject(code, message.ToString());

    /// <summary>The same for the few messages that the kernel does not end with a line end.</summary>
    public Check RejectUnended(Errno code, string message)
    {
        RejectionText += message;
        Log.Write(message);
        return new Check(code);
    }

    /// <inheritdoc cref="RejectUnended(Errno, string)"/>
    public Check RejectUnended(Errno code, MessageText message) => RejectUnended(code, message.ToString());

    /// <summary>A rejection does not stand: only a speculative path met it.</summary>
    public void ForgetRejection() => RejectionText = "";

    /// <summary>
    /// Logs the report that 7.3 puts behind some messages, before any lines that follow them: its heading and sections are the
    /// kernel's, the words are ours. Only where the log shows more than statistics.
    /// </summary>
    /// <param name="category">One of the kernel's: 'Resource Lifetime Safety', 'Call Type Safety' ...</param>
    /// <param name="problem">The problem in a few words, capitalised.</param>
    /// <param name="reason">What is wrong here, in one sentence.</param>
    public void Report(string category, string problem, string reason)
    {
        if (Log.TracesPath)
        {
            Log.Write($"\nVerification failed: {category}: {problem}\n\nReason:\n  {reason}\n\n");
        }
    }

    /// <summary>An error whose text is in the log already, or that has none.</summary>
    public static Check Reject(Errno code) => new(code);

    /// <summary>The program needs something that is not modelled: neither accepted nor rejected.</summary>
    public Check NotSupported(string feature)
    {
        UnsupportedFeature ??= feature;
        Log.Write($"not supported yet: {feature}\n");
        return new Check(Errno.NotModelled);
    }

    /// <summary>The first feature that was missing, or null.</summary>
    public string? UnsupportedFeature { get; private set; }
}
