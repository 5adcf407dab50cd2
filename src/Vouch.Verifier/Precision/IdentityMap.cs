using System;
using System.Runtime.CompilerServices;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Which id of an older state stands for which id of the current one, found out while the two are compared. Two places of the
/// older state with one id must have one id in the current state as well, whatever the numbers are.
/// </summary>
internal sealed class IdentityMap(PruningRules rules)
{
    /// <summary>Pairs beyond this count as different. Source: Linux 7.3: registers, slots and stack arguments of all frames.</summary>
    private const int Capacity = (11 + 64 + 7) * 16;

    private readonly bool pairsInnerMaps = rules.PairsInnerMaps;

    private (uint Older, uint Current)[] pairs = new (uint, uint)[32];
    private int count;
    private uint lastTemporaryId;

    /// <summary>A number without a link does not match every number.</summary>
    public bool PairsAllLinks { get; } = rules.PairsLinksOneByOne;

    /// <summary>Forgets all pairs.</summary>
    /// <param name="lastId">No id in use is larger.</param>
    public void Clear(uint lastId)
    {
        count = 0;
        lastTemporaryId = lastId;
    }

    /// <summary>The ids can stand for each other; 0 stands for 0 only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(uint older, uint current) => older == 0 || current == 0 ? older == current : MatchesPair(older, current);

    private bool MatchesPair(uint older, uint current)
    {
        for (int i = 0; i < count; i++)
        {
            if (pairs[i].Older == older)
            {
                return pairs[i].Current == current;
            }

            if (pairs[i].Current == current)
            {
                return false;
            }
        }

        return TryAdd(older, current);
    }

    /// <summary>What tells maps of maps' maps apart can stand for each other.</summary>
    public bool MatchesInnerMap(uint older, uint current) => pairsInnerMaps ? Matches(older, current) : older == current;

    /// <summary>
    /// The link ids of two scalars can stand for each other. A scalar without links in the older state asks for none, or, by
    /// <see cref="PairsAllLinks"/>, for one that nothing else has. One with
    /// links asks for the same links: where the current scalar has none, it gets an id that nothing else shares, so that two linked
    /// scalars never match two separate ones. With a distance, the base must match too, where links are not paired one by one.
    /// </summary>
    public bool MatchesScalar(uint older, uint current, uint distanceFlags)
    {
        if (older == 0)
        {
            return !PairsAllLinks || current == 0 || Matches(++lastTemporaryId, current);
        }

        if (current == 0)
        {
            current = ++lastTemporaryId;
        }

        return Matches(older, current) && ((older & distanceFlags) == 0 || PairsAllLinks || Matches(older & ~distanceFlags, current & ~distanceFlags));
    }

    private bool TryAdd(uint older, uint current)
    {
        if (count == Capacity)
        {
            return false;
        }

        if (count == pairs.Length)
        {
            Array.Resize(ref pairs, count * 2);
        }

        pairs[count++] = (older, current);
        return true;
    }
}
