using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Helpers;

/// <summary>A question about the program that decides whether a row of a helper set counts.</summary>
internal enum HelperCondition : byte
{
    None,
    Sleepable,
    /// <summary>The kernel is not locked down against reading or writing memory.</summary>
    NotLockedDown,
    HasTrampoline,
    IsTracingRawTracepoint,
    IsLockedSocketHook,
    IsUnlockedSocketHook,
    IsNotCongestionRelease,
    /// <summary>An iterator over TCP or UNIX sockets.</summary>
    IsSocketIterator,
}

/// <summary>One helper in a set. Rows of the same helper are tried in order; no prototype means refused.</summary>
internal sealed record HelperRow(ReleaseSet In, HelperSetId Set, HelperId Helper, PrototypeId Prototype) : IFact
{
    public HelperRow(HelperSetId set, HelperId helper, PrototypeId prototype)
        : this(ReleaseSet.All, set, helper, prototype)
    {
    }

    public Capabilities Requires { get; init; }

    public AttachTypes AttachTypes { get; init; } = AttachTypes.All;

    public HelperCondition Condition { get; init; }

    public bool AppliesTo(ProgramTraits program, FunctionSets names) =>
        program.Capabilities.Grants(Requires) && AttachTypes.Contains(program.AttachType) && Condition switch
        {
            HelperCondition.None or HelperCondition.NotLockedDown => true,
            HelperCondition.Sleepable => program.IsSleepable,
            HelperCondition.HasTrampoline => program.HasTrampoline,
            HelperCondition.IsTracingRawTracepoint =>
                !program.IsExtension && program is { Type: ProgramType.Tracing, AttachType: AttachType.TraceRawTp },
            HelperCondition.IsLockedSocketHook => names.HasHook(FunctionSetId.LockedSocketHooks, program) && IsCgroupHook(program),
            HelperCondition.IsUnlockedSocketHook => names.HasHook(FunctionSetId.UnlockedSocketHooks, program) && IsCgroupHook(program),
            HelperCondition.IsNotCongestionRelease => program.StructOpsMember != "release",
            HelperCondition.IsSocketIterator =>
                program is { AttachType: AttachType.TraceIter, AttachFunction: "bpf_iter_tcp" or "bpf_iter_unix" },
            _ => false,
        };

    private static bool IsCgroupHook(ProgramTraits program) => program.AttachType == AttachType.LsmCgroup;
}
