using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>A type of one of the BTFs in play.</summary>
internal readonly record struct BtfStructType(BtfHandle Btf, BtfTypeId Type);
