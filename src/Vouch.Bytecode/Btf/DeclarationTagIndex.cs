using System.Collections.Generic;

namespace Vouch.Bytecode.Btf;

/// <summary>Declaration tags by the type they are on.</summary>
public sealed class DeclarationTagIndex
{
    private readonly Dictionary<BtfTypeId, List<BtfTypeId>> tagsByTarget = [];

    /// <summary>Indexes tags given in ascending order.</summary>
    public DeclarationTagIndex(IEnumerable<(BtfTypeId Tag, BtfTypeId Target)> tags)
    {
        foreach ((BtfTypeId tag, BtfTypeId target) in tags)
        {
            if (!tagsByTarget.TryGetValue(target, out List<BtfTypeId>? list))
            {
                tagsByTarget.Add(target, list = []);
            }

            list.Add(tag);
        }
    }

    /// <summary>The tags on a type, in ascending order; empty when there are none.</summary>
    public IReadOnlyList<BtfTypeId> Of(BtfTypeId target) => tagsByTarget.TryGetValue(target, out List<BtfTypeId>? list) ? list : [];

    /// <summary>Indexes the own tags of any BTF by walking all its types.</summary>
    public static DeclarationTagIndex Over(BtfSpec btf)
    {
        return new DeclarationTagIndex(Tags());

        IEnumerable<(BtfTypeId Tag, BtfTypeId Target)> Tags()
        {
            for (int id = btf.FirstOwnType; id < btf.TypeLimit; id++)
            {
                BtfType type = btf.Type(new BtfTypeId(id));
                if (type.Kind == BtfKind.DeclarationTag)
                {
                    yield return (type.Id, type.Target);
                }
            }
        }
    }
}
