namespace Vouch.Cli;

/// <summary>What the process returns. Where several apply, the order of severity is internal error, unreadable, unknown, rejected.</summary>
internal enum ExitCode
{
    /// <summary>Every program is accepted (or the question was answered).</summary>
    Success = 0,
    /// <summary>At least one program is rejected.</summary>
    Rejected = 1,
    /// <summary>The command line is wrong.</summary>
    Usage = 2,
    /// <summary>A file is missing, unreadable or broken.</summary>
    Unreadable = 3,
    /// <summary>At least one verdict is unknown: the program needs something that is not modelled.</summary>
    Unknown = 4,
    /// <summary>A defect of Vouch.</summary>
    Internal = 5,
    /// <summary>Stopped by the user.</summary>
    Interrupted = 130,
}
