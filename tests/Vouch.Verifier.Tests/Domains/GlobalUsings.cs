global using TypeFlags = Vouch.Kernel.TypeModifiers;
global using Cnum32 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width32>;
global using Cnum64 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width64>;
global using Cnum8 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Tests.Domains.Width8>;
