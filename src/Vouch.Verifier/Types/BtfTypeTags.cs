using System.Numerics;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>What type tags between a pointer and its target say about the pointer.</summary>
internal static class BtfTypeTags
{
    /// <summary>All tags behind a pointer are read, not only the first modifier.</summary>
    public static bool AreAllRead(ProgramFacts facts) => facts.Program.Kernel.Rules.Memory.ReadsAllTypeTags;

    /// <summary>Goes from a pointer to what it points to, behind all modifiers.</summary>
    /// <param name="types">The BTF.</param>
    /// <param name="pointer">A pointer type.</param>
    /// <param name="known">The tags that count: of <see cref="TypeFlags.User"/>, <see cref="TypeFlags.Percpu"/> and <see cref="TypeFlags.Rcu"/>.</param>
    /// <param name="readsAll">Not only the first modifier behind the pointer is looked at.</param>
    /// <param name="flags">What the tags say.</param>
    /// <param name="target">The type pointed to.</param>
    /// <returns>False when more than one tag counts.</returns>
    public static bool TryFollow(BtfSpec types, in BtfType pointer, TypeFlags known, bool readsAll, out TypeFlags flags, out BtfType target)
    {
        flags = TypeFlags.None;
        target = types.Type(pointer.Target);
        for (bool isFirst = true; target.IsModifier; isFirst = false)
        {
            if (target.Kind == BtfKind.TypeTag && !target.KindFlag && (isFirst || readsAll))
            {
                flags |= FlagOf(types.NameOf(target)) & known;
            }

            target = types.Type(target.Target);
        }

        return BitOperations.PopCount((uint)flags) <= 1;
    }

    private static TypeFlags FlagOf(string tag) => tag switch
    {
        "user" => TypeFlags.User,
        "percpu" => TypeFlags.Percpu,
        "rcu" => TypeFlags.Rcu,
        _ => TypeFlags.None,
    };
}
