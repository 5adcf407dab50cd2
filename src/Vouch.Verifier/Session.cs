using System.Runtime.CompilerServices;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Calls.Parameters;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Flow.Stack;
using Vouch.Verifier.Flow.Stack.Observed;
using Vouch.Verifier.Log;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Objects.Models;
using Vouch.Verifier.Paths;
using Vouch.Verifier.Policy;
using Vouch.Verifier.Precision;
using Vouch.Verifier.Signatures;
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
    private readonly bool showsReports;

    /// <summary>A load in progress: the pointer that the loaded value takes the place of.</summary>
    internal RegisterState PointerLoadedOver;

    public Session(ProgramUnderTest program, KernelProfile kernel, VerifierOptions options)
    {
        Semantics = options.Semantics;
        Budget = options.Budget;
        showsReports = options.Presentation.ShowsReports;
        Permissions = new Permissions(options.Semantics, program.Request.Flags, kernel);
        Facts = new ProgramFacts(program, ProgramTraitsReader.Read(program, kernel, options.Semantics));
        Rejections = new RejectionSink(
            new VerifierLog(options.Presentation.LogLevel, options.Presentation.LogSize, kernel.Rules.Words), kernel.Rules.Log);
        Findings = new ExplorationFindings(program.Length);
        Pool = StatePools.Rent();
        Path = new PathCursor(Pool.Rent());
        Path.State.Clear();
        ScalarRules = kernel.Rules.Scalars;
        PointerRules = kernel.Rules.Pointers;
        MemoryRules = kernel.Rules.Memory;
        Scalars = ChosenRules.Of(kernel.Rules.Scalars);
        Arithmetic = new ArithmeticMemo(Scalars);
        ObjectRules = ChosenRules.Of(kernel.Rules.Objects);
        Callbacks = ChosenRules.Of(kernel.Rules.Callbacks);
        Offsets = ChosenRules.Of(kernel.Rules.Pointers);
        StructFields = new StructFieldTables(Facts);
        StackLiveness = new StackLiveness(Facts, Callbacks);
        ObservedStack = kernel.Rules.Flow.AnalysesStackFirst ? null : new ObservedStack(Facts, Callbacks, Log);
        KfuncArguments = ChosenRules.Of(kernel.Rules.Calls);
        KfuncSignatures = new KfuncSignatures(Facts, Rejections, KfuncArguments.DecidesAtCall);
        Listing = new InstructionListing(program, Log, new ProgramNames(program.Request, Permissions.AllowsPointerLeaks));
        SourceLines = new SourceLines(program.Request, Log);
        Recorder = options.Recording is { } recording ? new PathRecorder(Facts, Path, Permissions, ObjectRules, recording) : null;
        StateText = new StateText(Facts, Path, ObjectRules, Log);
        Links = new LinkedScalars(Facts, Path, Scalars, kernel.Rules.Links);
        History = new JumpHistory(Path);
        Precision = new PrecisionWalk(Path, Permissions, History, new BackwardStep(Facts, Path, Listing), StateText);
        Pending = new PendingPaths(Path, Pool, Permissions, Recorder, Rejections);
    }

    public Semantics Semantics { get; }

    /// <summary>What the loader may do.</summary>
    public Permissions Permissions { get; }

    /// <summary>What is known before exploration.</summary>
    public ProgramFacts Facts { get; }

    /// <summary>Which stack bytes are still read later.</summary>
    public StackLiveness StackLiveness { get; }

    /// <summary>The same, learned while exploring; null where the stack is analysed before.</summary>
    public ObservedStack? ObservedStack { get; }

    /// <summary>Where exploration is.</summary>
    public PathCursor Path { get; }

    /// <summary>What exploration found out.</summary>
    public ExplorationFindings Findings { get; }

    public Counters Counters { get; } = new();

    /// <summary>Where rejections go.</summary>
    public RejectionSink Rejections { get; }

    public VerifierLog Log => Rejections.Log;

    /// <summary>It is logged that a global function is verified, or taken for granted.</summary>
    public bool NamesGlobalFunctions => Log.TracesPath || (Log.IsOn && !Program.Kernel.Rules.Log.NamesGlobalFunctionsWithPaths);

    public ProgramUnderTest Program => Facts.Program;

    /// <summary>The special fields of the structs of the BTFs in use.</summary>
    public StructFieldTables StructFields { get; }

    public SourceLines SourceLines { get; }

    /// <summary>The program's instructions in the log.</summary>
    public InstructionListing Listing { get; }

    /// <summary>States in the log.</summary>
    public StateText StateText { get; }

    /// <summary>Spare states.</summary>
    public StatePool Pool { get; }

    public CheckpointTable Checkpoints { get; } = new();

    public PendingPaths Pending { get; }

    public JumpHistory History { get; }

    public PrecisionWalk Precision { get; }

    /// <summary>Results of arithmetic, by instruction and operands.</summary>
    public ArithmeticMemo Arithmetic { get; }

    /// <summary>How what is known of numbers is computed.</summary>
    public ScalarDomain Scalars { get; }

    /// <summary>Scalars that are equal or a constant apart.</summary>
    public LinkedScalars Links { get; }

    /// <summary>What releases do otherwise about scalars; at hand here because arithmetic asks at every instruction.</summary>
    public ScalarRules ScalarRules { get; }

    /// <summary>The same about pointers.</summary>
    public PointerRules PointerRules { get; }

    /// <summary>The same about loads and stores.</summary>
    public MemoryRules MemoryRules { get; }

    /// <summary>How objects, references and what is derived hang together.</summary>
    public ObjectRules ObjectRules { get; }

    /// <summary>How pointers' offsets are kept and judged.</summary>
    public PointerOffsets Offsets { get; }

    /// <summary>How synchronous callbacks are followed.</summary>
    public CallbackRule Callbacks { get; }

    /// <summary>The same, as modules below the calls know it.</summary>
    public CallbackFrames CallbackFrames => Callbacks;

    /// <summary>Told of every step and of what happens to objects; null unless asked for. Nothing is read back from it.</summary>
    public PathRecorder? Recorder { get; }

    /// <summary>What the passes noted about the current instruction.</summary>
    public ref readonly InstructionNotes CurrentNotes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Facts.Notes[Path.InstructionIndex];
    }

    /// <summary>What exploration found out about the current instruction.</summary>
    public ref InstructionFindings CurrentFindings
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Findings.Instructions[Path.InstructionIndex];
    }

    /// <summary>How the arguments of kfuncs are judged.</summary>
    public KfuncArgumentRule KfuncArguments { get; }

    /// <summary>Signatures of the kfuncs called so far.</summary>
    public KfuncSignatures KfuncSignatures { get; }

    /// <summary>Gives large tables back to the pool, so that they do not make the garbage collector run. The session is over.</summary>
    public void Release()
    {
        Facts.Release();
        Findings.Release();
        Arithmetic.Release();
        Pool.Return(Path.State);
        Checkpoints.Release(Pool);
        StatePools.Return(Pool);
    }

    /// <inheritdoc cref="RejectionSink.RefuseRequest"/>
    public Check RefuseRequest(Rule rule, Errno code, string explanation) => Rejections.RefuseRequest(rule, code, explanation);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Subject, Errno, string)"/>
    public Check Reject(Rule rule, Subject subject, Errno code, string message) => Rejections.Reject(rule, subject, code, message);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Subject, Errno, MessageText)"/>
    public Check Reject(Rule rule, Subject subject, Errno code, MessageText message) => Rejections.Reject(rule, subject, code, message);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Errno, string)"/>
    public Check Reject(Rule rule, Errno code, string message) => Rejections.Reject(rule, code, message);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Errno, MessageText)"/>
    public Check Reject(Rule rule, Errno code, MessageText message) => Rejections.Reject(rule, code, message);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Subject, Errno)"/>
    public Check Reject(Rule rule, Subject subject, Errno code) => Rejections.Reject(rule, subject, code);

    /// <inheritdoc cref="RejectionSink.Reject(Rule, Errno)"/>
    public Check Reject(Rule rule, Errno code) => Rejections.Reject(rule, code);

    /// <inheritdoc cref="RejectionSink.RejectUnended(Rule, Subject, Errno, MessageText)"/>
    public Check RejectUnended(Rule rule, Subject subject, Errno code, MessageText message) =>
        Rejections.RejectUnended(rule, subject, code, message);

    /// <inheritdoc cref="RejectionSink.RejectUnended(Rule, Errno, MessageText)"/>
    public Check RejectUnended(Rule rule, Errno code, MessageText message) => Rejections.RejectUnended(rule, code, message);

    /// <inheritdoc cref="RejectionSink.Elaborate(Errno, MessageText)"/>
    public Check Elaborate(Errno code, MessageText message) => Rejections.Elaborate(code, message);

    /// <inheritdoc cref="RejectionSink.Elaborate(Errno, string)"/>
    public Check Elaborate(Errno code, string message) => Rejections.Elaborate(code, message);

    /// <inheritdoc cref="RejectionSink.StillRejected(Errno)"/>
    public Check StillRejected(Errno code) => Rejections.StillRejected(code);

    /// <inheritdoc cref="RejectionSink.Report"/>
    public void Report(string category, string problem, string reason)
    {
        if (showsReports)
        {
            Rejections.Report(category, problem, reason);
        }
    }

    /// <inheritdoc cref="RejectionSink.NotSupported"/>
    public Check NotSupported(string feature) => Rejections.NotSupported(feature);

    /// <summary>What the verification may take; null for as much as it takes.</summary>
    public VerificationBudget? Budget { get; }

    /// <summary>The budget is exhausted: neither accepted nor rejected.</summary>
    public Check GiveUp() => Rejections.GiveUp(Budget!.GivenUp switch
    {
        GivenUp.Time => "time: the verification takes longer than it may",
        GivenUp.Memory => "memory: the verification takes more memory than it may",
        _ => "interrupted before the verification ended",
    });
}
