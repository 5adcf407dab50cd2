using System;
using System.Collections.Generic;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Helpers;

/// <summary>The questions behind <see cref="HelperGate"/>. Source: Linux 7.3, the allowed callbacks of the prototypes.</summary>
internal static class HelperGates
{
    public static bool Allow(HelperGate gate, ProgramTraits program) => gate switch
    {
        HelperGate.None => true,
        HelperGate.PathResolution => MayResolvePaths(program),
        HelperGate.InodeHash => IsIn(FunctionSets.SleepableLsmHooks, program),
        HelperGate.SocketStorageTracing => MayTraceSocketStorage(program),
        _ => false,
    };

    private static bool MayResolvePaths(ProgramTraits program) => program switch
    {
        { IsExtension: false, Type: ProgramType.Tracing, AttachType: AttachType.TraceIter } => true,
        { IsExtension: false, Type: ProgramType.Lsm } => IsIn(FunctionSets.SleepableLsmHooks, program),
        _ => IsIn(FunctionSets.PathResolutionTargets, program),
    };

    private static bool MayTraceSocketStorage(ProgramTraits program) => !program.AttachesToProgram && program.AttachType switch
    {
        AttachType.TraceIter or AttachType.TraceRawTp => true,
        // A program on the storage functions themselves would call back into what it traces.
        AttachType.TraceFentry or AttachType.TraceFexit or AttachType.TraceFsession =>
            program.AttachFunction?.StartsWith("bpf_sk_storage", StringComparison.Ordinal) == false,
        _ => false,
    };

    private static bool IsIn(IReadOnlySet<string> names, ProgramTraits program) =>
        program.AttachFunction is { } name && names.Contains(name);
}
