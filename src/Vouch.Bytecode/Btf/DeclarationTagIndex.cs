using System.Collections.Generic;

namespace Vouch.Bytecode.Btf;

/// <summary>Declaration tags by the type they are on.</summary>
public sealed class DeclarationTagIndex
{
    private static readonly BtfTypeId[] None = [];

    // By the number of the type. Most types have no tag, and hardly any more than two.
    private readonly Dictionary<int, BtfTypeId[]> tagsByTarget = [];

    /// <summary>Indexes tags given in ascending order.</summary>
    public DeclarationTagIndex(IEnumerable<(BtfTypeId Tag, BtfTypeId Target)> tags)
    {
        foreach ((BtfTypeId tag, BtfTypeId target) in tags)
        {
            Add(tag, target);
        }
    }

    private DeclarationTagIndex()
    {
    }

    /// <summary>The tags on a type, in ascending order; empty when there are none.</summary>
    public BtfTypeId[] Of(BtfTypeId target) => tagsByTarget.TryGetValue(target.Value, out BtfTypeId[]? tags) ? tags : None;

    /// <summary>Indexes the own tags of any BTF by walking all its types.</summary>
    public static DeclarationTagIndex Over(BtfSpec btf)
    {
        DeclarationTagIndex index = new();
        for (int id = btf.FirstOwnType; id < btf.TypeLimit; id++)
        {
            BtfType type = btf.Type(new BtfTypeId(id));
            if (type.Kind == BtfKind.DeclarationTag)
            {
                index.Add(type.Id, type.Target);
            }
        }

        return index;
    }

    private void Add(BtfTypeId tag, BtfTypeId target)
    {
        BtfTypeId[] before = Of(target);
        BtfTypeId[] tags = new BtfTypeId[before.Length + 1];
        before.CopyTo(tags, 0);
        tags[^1] = tag;
        tagsByTarget[target.Value] = tags;
    }
}
