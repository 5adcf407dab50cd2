using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>Finds a local access again in one candidate type of the kernel.</summary>
internal static class CoreTargetSearch
{
    /// <summary>Works out the same access from a candidate; <paramref name="found"/> tells whether there is one.</summary>
    public static CoreFault Run(CorePath local, BtfSpec target, BtfTypeId candidate, out CorePath path, out bool found)
    {
        path = new CorePath(target, candidate, local.Kind);
        if (local.Kind == CoreRelocationKind.TypeMatches)
        {
            return new CoreTypeMatch(local.Types, target).Run(local.Root, candidate, out found);
        }

        if (local.Kind.IsType())
        {
            return CoreTypeRules.AreShapesCompatible(local.Types, local.Root, target, candidate, out found);
        }

        if (local.Kind.IsEnumerator())
        {
            found = FindEnumerator(local, path);
            return CoreFault.None;
        }

        return FollowSteps(local, path, out found);
    }

    private static bool FindEnumerator(CorePath local, CorePath path)
    {
        BtfType type = path.Types.SkipModifiers(path.Root);
        ReadOnlySpan<char> wanted = CoreTypeRules.Essential(local.Steps[0].Name!);
        for (int i = 0; type.IsAnyEnum && i < type.Count; i++)
        {
            string name = path.Types.String(path.Types.Enumerator(type, i).NameOffset);
            if (CoreTypeRules.Essential(name).SequenceEqual(wanted))
            {
                path.Steps.Add(new CoreStep(type.Id, i, name));
                path.Indices.Add(i);
                return true;
            }
        }

        return false;
    }

    private static CoreFault FollowSteps(CorePath local, CorePath path, out bool found)
    {
        found = false;
        BtfTypeId at = path.Root;
        for (int i = 0; i < local.Steps.Count; i++)
        {
            CoreStep step = local.Steps[i];
            CoreFault fault = step.Name is not null
                ? new MemberSearch(local.Types, step, path).Run(ref at, out found)
                : StepByIndex(path, step.Index, isFirst: i == 0, ref at, out found);
            if (fault != CoreFault.None || !found)
            {
                return fault;
            }
        }

        return CoreFault.None;
    }

    private static CoreFault StepByIndex(CorePath path, int index, bool isFirst, ref BtfTypeId at, out bool found)
    {
        BtfType type = path.Types.SkipModifiers(at);
        found = isFirst || type.Kind == BtfKind.Array;
        if (!found)
        {
            return CoreFault.None;
        }

        // The first index is that of the pointer itself: the root is its element.
        at = type.Id;
        if (!isFirst)
        {
            BtfArray array = path.Types.Array(type);
            found = CorePath.IsFlexible(path.Types, path.Last, array) || (uint)index < array.Count;
            if (!found)
            {
                return CoreFault.None;
            }

            at = path.Types.SkipModifiers(array.Element).Id;
        }

        if (path.Indices.Count == CorePath.MaximumLength)
        {
            return CoreFault.TooBig;
        }

        path.Steps.Add(new CoreStep(at, index, null));
        path.Indices.Add(index);
        long size = path.Types.SizeOf(at);
        path.BitOffset = unchecked(path.BitOffset + (uint)(index * size * 8));
        return size < 0 ? CoreFault.Invalid : CoreFault.None;
    }

    /// <summary>Looks for a member by name in a struct and, depth first, in its anonymous members.</summary>
    private readonly struct MemberSearch(BtfSpec local, CoreStep wanted, CorePath path)
    {
        private readonly record struct Level(BtfType Type, int Index);

        public CoreFault Run(ref BtfTypeId at, out bool found)
        {
            found = false;
            Stack<Level> levels = new();
            BtfMember localMember = local.Member(local.Type(wanted.Type), wanted.Index);
            levels.Push(new Level(path.Types.SkipModifiers(at), 0));
            while (levels.TryPop(out Level level))
            {
                if (!level.Type.IsStructOrUnion || level.Index >= level.Type.Count)
                {
                    Leave(levels);
                    continue;
                }

                if (path.Indices.Count == CorePath.MaximumLength)
                {
                    return CoreFault.TooBig;
                }

                BtfMember member = path.Types.Member(level.Type, level.Index);
                path.BitOffset = unchecked(path.BitOffset + (uint)member.BitOffset);
                path.Indices.Add(level.Index);
                levels.Push(level with { Index = level.Index + 1 });
                string name = path.Types.String(member.NameOffset);
                if (name.Length == 0)
                {
                    levels.Push(new Level(path.Types.SkipModifiers(member.Type), 0));
                }
                else if (name == wanted.Name)
                {
                    at = member.Type;
                    found = CoreTypeRules.AreFieldsCompatible(local, localMember.Type, path.Types, member.Type);
                    if (found || levels.Count == 1)
                    {
                        path.Steps.Add(new CoreStep(level.Type.Id, level.Index, name));
                        return CoreFault.None;
                    }

                    // A member of that name but not of a fitting type ends the search of its own struct only.
                    _ = levels.Pop();
                    TakeBack(path, member);
                    Leave(levels);
                }
                else
                {
                    TakeBack(path, member);
                }
            }

            return CoreFault.None;
        }

        /// <summary>An anonymous member was searched in vain: its own offset and index no longer count.</summary>
        private void Leave(Stack<Level> levels)
        {
            if (levels.TryPeek(out Level outer))
            {
                TakeBack(path, path.Types.Member(outer.Type, outer.Index - 1));
            }
        }

        private static void TakeBack(CorePath path, in BtfMember member)
        {
            path.BitOffset = unchecked(path.BitOffset - (uint)member.BitOffset);
            path.Indices.RemoveAt(path.Indices.Count - 1);
        }
    }
}
