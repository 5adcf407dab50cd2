using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Numbers so narrow that whole sets of them can be looked at.</summary>
internal readonly struct Width8 : ICnumWidth
{
    public static int Bits => 8;
}
