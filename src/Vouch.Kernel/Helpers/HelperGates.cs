using System;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Helpers;

/// <summary>The questions behind <see cref="HelperGate"/>. Source: Linux 7.3 and 6.18, the allowed callbacks of the prototypes.</summary>
internal sealed class HelperGates(FunctionSets names)
{
    /// <summary>The releases that they are true of.</summary>
    public const ReleaseSet Known = Spans.Since618;

    public bool Allow(HelperGate gate, ProgramTraits program) => gate switch
    {
        HelperGate.None => true,
        HelperGate.PathResolution => MayResolvePaths(program),
        HelperGate.InodeHash => names.HasHook(FunctionSetId.SleepableLsmHooks, program),
        HelperGate.SocketStorageTracing => MayTraceSocketStorage(program),
        _ => false,
    };

    private bool MayResolvePaths(ProgramTraits program) => program switch
    {
        { IsExtension: false, Type: ProgramType.Tracing, AttachType: AttachType.TraceIter } => true,
        { IsExtension: false, Type: ProgramType.Lsm } => names.HasHook(FunctionSetId.SleepableLsmHooks, program),
        _ => names.HasHook(FunctionSetId.PathResolutionTargets, program),
    };

    private static bool MayTraceSocketStorage(ProgramTraits program) => !program.AttachesToProgram && program.AttachType switch
    {
        AttachType.TraceIter or AttachType.TraceRawTp => true,
        // A program on the storage functions themselves would call back into what it traces.
        AttachType.TraceFentry or AttachType.TraceFexit or AttachType.TraceFsession =>
            program.AttachFunction?.StartsWith("bpf_sk_storage", StringComparison.Ordinal) == false,
        _ => false,
    };
}
