global using Cnum32 = Vouch.Verifier.Domains.Cnum<uint, int>;
global using Cnum64 = Vouch.Verifier.Domains.Cnum<ulong, long>;
