using Vouch.Bytecode.Uapi;
using Vouch.Kernel;

namespace Vouch.Verifier;

/// <summary>What the loader's capabilities and the flags of the load command allow. Decided before anything is looked at.</summary>
internal sealed class Permissions
{
    public Permissions(Semantics semantics, LoadFlags flags, KernelProfile kernel)
    {
        bool trusted = semantics.HasPerfmonCapability;
        IsBpfCapable = semantics.HasBpfCapability;
        AllowsPointerLeaks = trusted;
        AllowsUninitializedStack = trusted;
        BypassesSpectreV1 = trusted || !kernel.Rules.MitigatesSpeculation;
        BypassesSpectreV4 = trusted || !kernel.Rules.MitigatesSpeculation;
        StrictAlignment = (flags & LoadFlags.StrictAlignment) != 0 && (flags & LoadFlags.AnyAlignment) == 0;
        TestsStateFrequency = IsBpfCapable && (flags & LoadFlags.TestStateFrequency) != 0;
        TestsRegisterInvariants = IsBpfCapable && (flags & LoadFlags.TestRegisterInvariants) != 0;
    }

    public bool IsBpfCapable { get; }

    public bool AllowsPointerLeaks { get; }

    public bool AllowsUninitializedStack { get; }

    public bool BypassesSpectreV1 { get; }

    public bool BypassesSpectreV4 { get; }

    public bool StrictAlignment { get; }

    public bool TestsStateFrequency { get; }

    public bool TestsRegisterInvariants { get; }
}
