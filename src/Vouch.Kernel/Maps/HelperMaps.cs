using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Maps;

/// <summary>The types of the maps that a helper takes.</summary>
internal sealed record HelperMaps(ReleaseSet In, HelperId Helper, ImmutableArray<MapType> Types) : IFact
{
    public HelperMaps(HelperId helper, ImmutableArray<MapType> types)
        : this(ReleaseSet.All, helper, types)
    {
    }
}
