namespace Vouch.Verifier;

/// <summary>
/// The outcome of one rule: fine, or the error number it rejects with (its text is already in the log). A result that nobody
/// looks at does not compile in this project, so a rejection cannot get lost.
/// </summary>
internal readonly record struct Check(Errno Code)
{
    public static Check Ok => default;

    public bool IsOk => Code == Errno.None;

    /// <summary>True when rejected; hands out the outcome so that a caller can return it in one line.</summary>
    public bool Failed(out Check why)
    {
        why = this;
        return Code != Errno.None;
    }
}
