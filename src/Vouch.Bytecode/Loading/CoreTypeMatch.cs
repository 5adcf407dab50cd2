using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Does a local type match a kernel's, member by member and by name? Local members must exist with matching types; behind pointers only
/// names and kinds count; enumerators must exist by name. Asked by relocations for a matching type.
/// </summary>
internal sealed class CoreTypeMatch(BtfSpec local, BtfSpec target)
{
    private readonly Stack<Frame> frames = new();
    private int visits;

    /// <summary>What a look at one pair of types came to.</summary>
    private enum Outcome
    {
        No,
        Yes,

        /// <summary>Nesting is too deep to tell.</summary>
        TooDeep,

        /// <summary>Parts have to be looked at first: a frame was pushed.</summary>
        Open,
    }

    public CoreFault Run(BtfTypeId localId, BtfTypeId targetId, out bool matches)
    {
        frames.Clear();
        visits = 0;
        Outcome outcome = Look(new Pair(localId, targetId, false, CoreTypeRules.MaximumDepth, CoreTypeRules.MaximumDepth));
        while (frames.TryPeek(out Frame? top))
        {
            if (outcome != Outcome.Open && top.Accept(outcome) is Outcome closed and not Outcome.Open)
            {
                _ = frames.Pop();
                outcome = closed;
            }
            else if (top.NextPart(local, target) is Pair part)
            {
                if (top.IsSpent)
                {
                    _ = frames.Pop();
                }

                outcome = Look(part);
            }
            else
            {
                _ = frames.Pop();
                outcome = top.AtEnd;
            }
        }

        matches = outcome == Outcome.Yes;
        return outcome == Outcome.TooDeep ? CoreFault.Invalid : CoreFault.None;
    }

    private readonly record struct Pair(BtfTypeId Local, BtfTypeId Target, bool IsBehindPointer, int Depth, int Level);

    private Outcome Look(Pair pair)
    {
        if (pair.Level <= 0)
        {
            return Outcome.TooDeep;
        }

        while (pair.Depth > 0 && visits++ < CoreTypeRules.MaximumVisits)
        {
            BtfType left = local.SkipModifiers(pair.Local), right = target.SkipModifiers(pair.Target);
            if (!CoreTypeRules.AreNamesEqual(local, left.NameOffset, target, right.NameOffset))
            {
                return Outcome.No;
            }

            bool sameKind = left.Kind == right.Kind;
            switch (left.Kind)
            {
                case BtfKind.Pointer when sameKind:
                    pair = pair with { Local = left.Target, Target = right.Target, Depth = pair.Depth - 1, IsBehindPointer = true };
                    continue;
                case BtfKind.Array when sameKind && local.Array(left).Count == target.Array(right).Count:
                    pair = pair with { Local = local.Array(left).Element, Target = target.Array(right).Element, Depth = pair.Depth - 1 };
                    continue;
                case BtfKind.FunctionPrototype when sameKind && left.Count == right.Count:
                    frames.Push(new SignatureFrame(left, right, pair));
                    return Outcome.Open;
                case BtfKind.Struct or BtfKind.Union when sameKind && !pair.IsBehindPointer:
                    if (left.Count > right.Count)
                    {
                        return Outcome.No;
                    }

                    frames.Push(new MembersFrame(left, right, pair));
                    return Outcome.Open;
                default:
                    return IsLeafMatch(left, right, pair.IsBehindPointer) ? Outcome.Yes : Outcome.No;
            }
        }

        return Outcome.TooDeep;
    }

    /// <summary>Kinds that are settled without looking at parts.</summary>
    private bool IsLeafMatch(in BtfType left, in BtfType right, bool isBehindPointer)
    {
        switch (left.Kind)
        {
            case BtfKind.Void:
                return right.Kind == BtfKind.Void;
            case BtfKind.Forward when right.Kind == BtfKind.Forward:
                return left.KindFlag == right.KindFlag;
            case BtfKind.Forward:
                return isBehindPointer && right.Kind == (left.KindFlag ? BtfKind.Union : BtfKind.Struct);
            case BtfKind.Struct or BtfKind.Union:
                // Reached behind a pointer, or with different kinds.
                return isBehindPointer && (left.Kind == right.Kind || (right.Kind == BtfKind.Forward && right.KindFlag == (left.Kind == BtfKind.Union)));
            case BtfKind.Int:
                return right.Kind == BtfKind.Int && left.SizeOrType == right.SizeOrType
                    && local.Integer(left).IsSigned == target.Integer(right).IsSigned;
            case BtfKind.Enum or BtfKind.Enum64:
                return right.IsAnyEnum && AreEnumsMatching(left, right);
            default:
                return false;
        }
    }

    private bool AreEnumsMatching(in BtfType left, in BtfType right)
    {
        if (left.SizeOrType != right.SizeOrType || left.Count > right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            uint name = local.Enumerator(left, i).NameOffset;
            bool found = false;
            for (int j = 0; j < right.Count && !found; j++)
            {
                found = CoreTypeRules.AreNamesEqual(local, name, target, target.Enumerator(right, j).NameOffset);
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A composite type whose parts are being looked at.</summary>
    private abstract class Frame(BtfType left, BtfType right, Pair pair)
    {
        protected BtfType Left { get; } = left;

        protected BtfType Right { get; } = right;

        protected Pair Whole { get; } = pair;

        /// <summary>The result once there are no more parts.</summary>
        public abstract Outcome AtEnd { get; }

        /// <summary>True when the part just given stands for the rest: its result is the whole's.</summary>
        public virtual bool IsSpent => false;

        /// <summary>Takes the last part's result; <see cref="Outcome.Open"/> when there is more to do.</summary>
        public abstract Outcome Accept(Outcome part);

        /// <summary>The next part to look at, or null when there are none.</summary>
        public abstract Pair? NextPart(BtfSpec local, BtfSpec target);

        protected Pair Part(BtfTypeId localId, BtfTypeId targetId) =>
            new(localId, targetId, Whole.IsBehindPointer, CoreTypeRules.MaximumDepth, Whole.Level - 1);
    }

    /// <summary>Parameters first to last, then the result in place of the prototype itself.</summary>
    private sealed class SignatureFrame(BtfType left, BtfType right, Pair pair) : Frame(left, right, pair)
    {
        private int next;

        public override Outcome AtEnd => Outcome.Yes;

        public override bool IsSpent => next > Left.Count;

        public override Outcome Accept(Outcome part) => part == Outcome.Yes ? Outcome.Open : part;

        public override Pair? NextPart(BtfSpec local, BtfSpec target)
        {
            int index = next++;
            return index < Left.Count
                ? Part(local.Parameter(Left, index).Type, target.Parameter(Right, index).Type)
                : Whole with { Local = Left.Target, Target = Right.Target, Depth = Whole.Depth - 1 };
        }
    }

    /// <summary>For each local member, the target's members of its name in turn until one matches.</summary>
    private sealed class MembersFrame(BtfType left, BtfType right, Pair pair) : Frame(left, right, pair)
    {
        private int wanted;
        private int tried = -1;

        public override Outcome AtEnd => wanted == Left.Count ? Outcome.Yes : Outcome.No;

        public override Outcome Accept(Outcome part)
        {
            if (part == Outcome.Yes)
            {
                wanted++;
                tried = -1;
            }

            return part == Outcome.TooDeep ? part : Outcome.Open;
        }

        public override Pair? NextPart(BtfSpec local, BtfSpec target)
        {
            if (wanted == Left.Count)
            {
                return null;
            }

            BtfMember member = local.Member(Left, wanted);
            for (tried++; tried < Right.Count; tried++)
            {
                BtfMember candidate = target.Member(Right, tried);
                if (CoreTypeRules.AreNamesEqual(local, member.NameOffset, target, candidate.NameOffset))
                {
                    return Part(member.Type, candidate.Type);
                }
            }

            return null;
        }
    }
}
