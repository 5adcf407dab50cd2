namespace Vouch.Verifier.Rejections;

/// <summary>
/// What a verification has to say against the program: the rule broken first, and all lines. Several may follow one another (each
/// object that leaks, a callee's complaint and then its caller's); the first one is the reason. Whoever goes on in spite of a
/// rejection puts back what was there before.
/// </summary>
internal readonly struct RejectionSoFar
{
    private readonly string? text;

    public RejectionSoFar(Rejection first, string text)
    {
        First = first;
        this.text = text;
    }

    /// <summary>The reason; its rule is <see cref="Rule.None"/> while nothing was rejected.</summary>
    public Rejection First { get; }

    /// <summary>The lines, with their ends.</summary>
    public string Text => text ?? "";

    /// <summary>The same with one more message behind it.</summary>
    public RejectionSoFar Followed(Rejection next, string message) =>
        new(First.Rule == Rule.None ? next : First, Text + message);
}
