using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>When two types count as the same for relocation: by kind, by field, by shape, by name.</summary>
internal static class CoreTypeRules
{
    /// <summary>How often a chain of pointers, arrays and return types may be followed.</summary>
    internal const int MaximumDepth = 32;

    // Prototypes that mention prototypes twice each would be visited 2^32 times; nothing real comes near this.
    internal const int MaximumVisits = 1_000_000;

    /// <summary>The first cut: equal kinds, where the two kinds of enum are one.</summary>
    public static bool AreKindsCompatible(in BtfType left, in BtfType right) => left.Kind == right.Kind || (left.IsAnyEnum && right.IsAnyEnum);

    /// <summary>Equal apart from flavours; an empty name equals only an empty one.</summary>
    public static bool AreNamesEqual(BtfSpec local, uint localName, BtfSpec target, uint targetName) =>
        Essential(target.String(targetName)).SequenceEqual(Essential(local.String(localName)));

    public static ReadOnlySpan<char> Essential(string name) => name.AsSpan(0, Flavor.EssentialLength(name));

    /// <summary>
    /// May a field of the one type be read as the other? Structs and unions mix, pointers and floats are as good as any other,
    /// of arrays only the elements count; enums and forward declarations go by name, integers must not be the old bit-field form.
    /// </summary>
    public static bool AreFieldsCompatible(BtfSpec local, BtfTypeId localId, BtfSpec target, BtfTypeId targetId)
    {
        // Each turn goes into an array; a loop of arrays in a broken file ends at the number of types.
        for (int turns = 0; turns < local.TypeLimit; turns++)
        {
            BtfType left = local.SkipModifiers(localId), right = target.SkipModifiers(targetId);
            if (left.IsStructOrUnion && right.IsStructOrUnion)
            {
                return true;
            }

            if (!AreKindsCompatible(left, right))
            {
                return false;
            }

            switch (left.Kind)
            {
                case BtfKind.Pointer or BtfKind.Float:
                    return true;
                case BtfKind.Forward or BtfKind.Enum or BtfKind.Enum64:
                    ReadOnlySpan<char> leftName = Essential(local.NameOf(left)), rightName = Essential(target.NameOf(right));
                    return leftName.IsEmpty || rightName.IsEmpty || leftName.SequenceEqual(rightName);
                case BtfKind.Int:
                    return AreIntegersWhole(local, left, target, right);
                case BtfKind.Array:
                    localId = local.Array(left).Element;
                    targetId = target.Array(right).Element;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Are the types of the same shape, names aside? Asked by relocations for a type's existence, size or number.</summary>
    public static CoreFault AreShapesCompatible(BtfSpec local, BtfTypeId localId, BtfSpec target, BtfTypeId targetId, out bool compatible)
    {
        compatible = AreKindsCompatible(local.Type(localId), target.Type(targetId));
        if (!compatible)
        {
            return CoreFault.None;
        }

        // Every pair on the stack must be compatible, so the first that is not decides.
        Stack<ShapePair> pending = new();
        pending.Push(new ShapePair(localId, targetId, MaximumDepth, MaximumDepth));
        for (int visits = 0; pending.TryPop(out ShapePair pair); visits++)
        {
            BtfType left = local.SkipModifiers(pair.Local), right = target.SkipModifiers(pair.Target);
            if (pair.Depth == 0 || visits > MaximumVisits)
            {
                return CoreFault.Invalid;
            }

            compatible = AreKindsCompatible(left, right);
            switch (left.Kind)
            {
                case var _ when !compatible:
                    break;
                case BtfKind.Void or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                    break;
                case BtfKind.Int:
                    compatible = AreIntegersWhole(local, left, target, right);
                    break;
                case BtfKind.Pointer:
                    pending.Push(pair with { Local = left.Target, Target = right.Target, Depth = pair.Depth - 1 });
                    break;
                case BtfKind.Array:
                    pending.Push(pair with { Local = local.Array(left).Element, Target = target.Array(right).Element, Depth = pair.Depth - 1 });
                    break;
                case BtfKind.FunctionPrototype:
                    compatible = left.Count == right.Count;
                    if (compatible && left.Count > 0 && pair.Level == 0)
                    {
                        return CoreFault.Invalid;
                    }

                    if (compatible)
                    {
                        PushSignature(pending, local, left, target, right, pair);
                    }

                    break;
                default:
                    compatible = false;
                    break;
            }

            if (!compatible)
            {
                return CoreFault.None;
            }
        }

        return CoreFault.None;
    }

    private readonly record struct ShapePair(BtfTypeId Local, BtfTypeId Target, int Depth, int Level);

    // The parameters are looked at first to last, then the result, so they go on the stack the other way round.
    private static void PushSignature(
        Stack<ShapePair> pending, BtfSpec local, in BtfType left, BtfSpec target, in BtfType right, in ShapePair pair)
    {
        pending.Push(pair with { Local = left.Target, Target = right.Target, Depth = pair.Depth - 1 });
        for (int i = left.Count - 1; i >= 0; i--)
        {
            pending.Push(new ShapePair(local.Parameter(left, i).Type, target.Parameter(right, i).Type, MaximumDepth, pair.Level - 1));
        }
    }

    private static bool AreIntegersWhole(BtfSpec local, in BtfType left, BtfSpec target, in BtfType right) =>
        local.Integer(left).BitOffset == 0 && target.Integer(right).BitOffset == 0;
}
