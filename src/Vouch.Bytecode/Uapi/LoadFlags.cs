using System;

namespace Vouch.Bytecode.Uapi;

/// <summary>Flags of the program load command. Source: Linux 7.3, include/uapi/linux/bpf.h (BPF_F_*).</summary>
[Flags]
public enum LoadFlags : uint
{
    None = 0,
    /// <summary>Every access must be naturally aligned.</summary>
    StrictAlignment = 1u << 0,
    /// <summary>Unaligned access is allowed even where the architecture would refuse it.</summary>
    AnyAlignment = 1u << 1,
    TestRandomHigh32 = 1u << 2,
    /// <summary>A checkpoint at every prune point (test knob).</summary>
    TestStateFrequency = 1u << 3,
    Sleepable = 1u << 4,
    XdpHasFragments = 1u << 5,
    XdpDeviceBoundOnly = 1u << 6,
    /// <summary>A broken range invariant is an error instead of a reset to unbounded (test knob).</summary>
    TestRegisterInvariants = 1u << 7,
    TokenFd = 1u << 16,
}
