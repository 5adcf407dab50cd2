global using TypeFlags = Vouch.Kernel.TypeModifiers;
global using Cnum32 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width32>;
global using Cnum64 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width64>;
global using Intervals8 = Vouch.Verifier.Domains.Intervals<Vouch.Verifier.Tests.Domains.Width8>;
global using Intervals32 = Vouch.Verifier.Domains.Intervals<Vouch.Verifier.Domains.Width32>;
global using Intervals64 = Vouch.Verifier.Domains.Intervals<Vouch.Verifier.Domains.Width64>;
global using Cnum8 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Tests.Domains.Width8>;
