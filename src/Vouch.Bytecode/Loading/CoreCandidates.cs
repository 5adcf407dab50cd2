using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>A kernel type that may be the one a program's type stands for.</summary>
internal readonly record struct CoreCandidate(BtfSpec Types, BtfTypeId Type);

/// <summary>
/// Candidates for each of a program's types. A list shrinks to those that matched as relocations are worked out, so the order of
/// relocations can show, as it does with the loaders.
/// </summary>
internal sealed class CoreCandidates(BtfSpec program, BtfSpec kernel, IReadOnlyList<BtfSpec> modules)
{
    private readonly Dictionary<BtfTypeId, List<CoreCandidate>> lists = [];

    /// <summary>The candidates of a named type: the kernel's own, or the modules' where the kernel itself has none.</summary>
    public List<CoreCandidate> Of(in BtfType local)
    {
        if (lists.TryGetValue(local.Id, out List<CoreCandidate>? list))
        {
            return list;
        }

        list = [];
        ReadOnlySpan<char> name = CoreTypeRules.Essential(program.NameOf(local));
        Add(list, kernel, local, name);
        for (int i = 0; i < modules.Count && (list.Count == 0 || list[0].Types != kernel); i++)
        {
            Add(list, modules[i], local, name);
        }

        lists.Add(local.Id, list);
        return list;
    }

    private static void Add(List<CoreCandidate> list, BtfSpec target, in BtfType local, ReadOnlySpan<char> essentialName)
    {
        foreach (BtfTypeId id in target.FindFlavors(essentialName))
        {
            if (CoreTypeRules.AreKindsCompatible(target.Type(id), local))
            {
                list.Add(new CoreCandidate(target, id));
            }
        }
    }
}
