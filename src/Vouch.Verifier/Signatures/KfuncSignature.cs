using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>A kfunc with its parameters classified. One for each kfunc that a program calls.</summary>
internal sealed class KfuncSignature
{
    public KfuncSignature(KfuncDescription description, BtfHandle types, SpecialKfunc special, KfuncParameter[] parameters)
    {
        Description = description;
        Types = types;
        Special = special;
        Parameters = parameters;
    }

    public KfuncDescription Description { get; }

    /// <summary>The BTF that the kfunc is in.</summary>
    public BtfHandle Types { get; }

    public SpecialKfunc Special { get; }

    public KfuncParameter[] Parameters { get; }

    public string Name => Description.Name;
}
