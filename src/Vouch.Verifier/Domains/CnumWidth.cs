namespace Vouch.Verifier.Domains;

/// <summary>How many bits the numbers of a <see cref="Cnum{TWidth}"/> have.</summary>
internal interface ICnumWidth
{
    /// <summary>1..64.</summary>
    static abstract int Bits { get; }
}

/// <summary>A whole register.</summary>
internal readonly struct Width64 : ICnumWidth
{
    public static int Bits => 64;
}

/// <summary>The low half of a register.</summary>
internal readonly struct Width32 : ICnumWidth
{
    public static int Bits => 32;
}
