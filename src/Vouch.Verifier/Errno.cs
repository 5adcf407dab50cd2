namespace Vouch.Verifier;

/// <summary>The error numbers that the load command gives. Source: Linux, asm-generic errno lists.</summary>
public enum Errno
{
    None = 0,
    NotPermitted = 1,
    NoEntry = 2,
    NoProcess = 3,
    TooBig = 7,
    NoDeviceOrAddress = 6,
    BadFileDescriptor = 9,
    OutOfMemory = 12,
    AccessDenied = 13,
    Fault = 14,
    Busy = 16,
    Exists = 17,
    Invalid = 22,
    NoSpace = 28,
    Range = 34,
    Protocol = 71,
    Loop = 40,
    Overflow = 75,
    NotSupported = 524,
    OperationNotSupported = 95,

    /// <summary>Ours alone: the program needs a feature that is not modelled. Never mapped to a kernel error.</summary>
    NotModelled = 10_000,
}
