using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>Makes the record of a struct's or data section's special fields.</summary>
internal static class SpecialFieldReader
{
    /// <summary>
    /// The special fields of a type, or null when it has none. A type whose fields break the rules is not <paramref name="isGood"/>:
    /// the kernel refuses the map or the BTF.
    /// </summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="types">The BTF of <paramref name="owner"/>.</param>
    /// <param name="owner">A struct or data section.</param>
    /// <param name="wanted">The kinds that count.</param>
    /// <param name="size">Bytes of the owner.</param>
    /// <param name="isGood">False when the arrangement is refused.</param>
    public static SpecialFields? Read(
        ProgramFacts facts, BtfSpec types, BtfType owner, SpecialFieldKind wanted, uint size, out bool isGood)
    {
        List<FoundField>? found = new SpecialFieldScan(types, wanted).Find(owner);
        isGood = found is not null;
        if (found is null or [])
        {
            return null;
        }

        ImmutableArray<SpecialField>.Builder fields = ImmutableArray.CreateBuilder<SpecialField>(found.Count);
        int free = 0;
        foreach (FoundField item in found)
        {
            if (Resolve(facts, types, item) is not { } field || field.Offset < free || field.Offset + field.Size > size)
            {
                isGood = false;
                return null;
            }

            free = field.Offset + field.Size;
            fields.Add(field);
        }

        SpecialFields record = new(fields.MoveToImmutable());
        isGood = IsConsistent(record);
        return isGood ? record : null;
    }

    // Both locks are never needed; what lists and trees hold is guarded by a lock beside the root; an object that can be in a
    // list and a tree at once needs a count of its owners.
    private static bool IsConsistent(SpecialFields record) =>
        !(record.Has(SpecialFieldKind.SpinLock) && record.Has(SpecialFieldKind.ResilientSpinLock))
        && (!record.Has(SpecialFieldKind.GraphRoot) || record.Has(SpecialFieldKind.AnyLock))
        && (record.Has(SpecialFieldKind.RefCount)
            || !(record.Has(SpecialFieldKind.ListNode) && record.Has(SpecialFieldKind.RbNode)));

    private static SpecialField? Resolve(ProgramFacts facts, BtfSpec types, FoundField item)
    {
        if ((item.Kind & SpecialFieldKind.GraphRoot) != 0)
        {
            return ResolveRoot(facts, types, item);
        }

        if ((item.Kind & (SpecialFieldKind.AnyKptr | SpecialFieldKind.UserPointer)) != 0)
        {
            return ResolvePointer(facts, types, item);
        }

        return new SpecialField(item.Kind, item.Offset, SpecialFieldKinds.SizeOf(item.Kind));
    }

    // A type of the kernel of this name and kind is meant where there is one, else an object that programs allocate.
    private static SpecialField? ResolvePointer(ProgramFacts facts, BtfSpec types, FoundField item)
    {
        BtfType target = types.Type(item.Target);
        string name = types.NameOf(target);
        foreach (BtfSpec kernel in facts.Program.Request.KernelTypes)
        {
            if (kernel.Find(name, target.Kind) is not { } known)
            {
                continue;
            }

            BtfSpec owner = known.Value < kernel.FirstOwnType && kernel.Base is { } below ? below : kernel;
            bool mayBeOwned = item.Kind != SpecialFieldKind.KptrReferenced
                || facts.Program.Kernel.Kfuncs.DestructorOf(owner.Name, name) is not null;
            return mayBeOwned && item.Kind != SpecialFieldKind.UserPointer
                ? new SpecialField(item.Kind, item.Offset, SpecialFieldKinds.PointerSize, facts.HandleOf(owner), known)
                : null;
        }

        bool isUsable = item.Kind != SpecialFieldKind.UserPointer || target.SizeOrType is > 0 and <= 4096;
        return isUsable
            ? new SpecialField(item.Kind, item.Offset, SpecialFieldKinds.PointerSize, facts.HandleOf(types), item.Target)
            : null;
    }

    private static SpecialField? ResolveRoot(ProgramFacts facts, BtfSpec types, FoundField item)
    {
        string nodeName = item.Kind == SpecialFieldKind.ListHead ? "bpf_list_node" : "bpf_rb_node";
        BtfType contained = types.Type(item.Target);
        int nodeOffset = -1;
        for (int i = 0; i < contained.Count; i++)
        {
            BtfMember member = types.Member(contained, i);
            if (!string.Equals(types.String(member.NameOffset), item.NodeName, StringComparison.Ordinal))
            {
                continue;
            }

            BtfType node = types.Type(member.Type);
            if (nodeOffset >= 0 || node.Kind != BtfKind.Struct || types.NameOf(node) != nodeName || member.BitOffset % 64 != 0)
            {
                return null;
            }

            nodeOffset = member.BitOffset / 8;
        }

        return nodeOffset < 0
            ? null
            : new SpecialField(
                item.Kind, item.Offset, SpecialFieldKinds.SizeOf(item.Kind), facts.HandleOf(types), item.Target, nodeOffset);
    }
}
