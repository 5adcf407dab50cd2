using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>One kind of special field as BTF shows it.</summary>
/// <param name="Kind">Exactly one bit.</param>
/// <param name="StructName">The struct that stands for it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes; a field elsewhere is none.</param>
/// <param name="IsUnique">At most one a record.</param>
internal readonly record struct SpecialFieldShape(SpecialFieldKind Kind, string StructName, int Size, int Alignment, bool IsUnique);

/// <summary>The structs that are special fields. Source: Linux 7.3, include/uapi/linux/bpf.h and the BTF field table.</summary>
internal static class SpecialFieldKinds
{
    /// <summary>Bytes of a kptr and of a pointer to user memory.</summary>
    public const int PointerSize = 8;

    /// <summary>The most fields of one record.</summary>
    public const int MaxFields = 11;

    /// <summary>What values of maps may hold.</summary>
    public const SpecialFieldKind OfMaps = SpecialFieldKind.AnyLock | SpecialFieldKind.Timer | SpecialFieldKind.AnyKptr
        | SpecialFieldKind.GraphRoot | SpecialFieldKind.RefCount | SpecialFieldKind.WorkQueue | SpecialFieldKind.UserPointer
        | SpecialFieldKind.TaskWork;

    /// <summary>What objects that a program allocates may hold.</summary>
    public const SpecialFieldKind OfObjects = SpecialFieldKind.AnyLock | SpecialFieldKind.GraphRoot | SpecialFieldKind.GraphNode
        | SpecialFieldKind.RefCount | SpecialFieldKind.AnyKptr;

    private static readonly SpecialFieldShape[] Shapes =
    [
        new(SpecialFieldKind.SpinLock, "bpf_spin_lock", 4, 4, IsUnique: true),
        new(SpecialFieldKind.ResilientSpinLock, "bpf_res_spin_lock", 4, 4, IsUnique: true),
        new(SpecialFieldKind.Timer, "bpf_timer", 16, 8, IsUnique: true),
        new(SpecialFieldKind.WorkQueue, "bpf_wq", 16, 8, IsUnique: true),
        new(SpecialFieldKind.TaskWork, "bpf_task_work", 8, 8, IsUnique: true),
        new(SpecialFieldKind.ListHead, "bpf_list_head", 16, 8, IsUnique: false),
        new(SpecialFieldKind.ListNode, "bpf_list_node", 24, 8, IsUnique: false),
        new(SpecialFieldKind.RbRoot, "bpf_rb_root", 16, 8, IsUnique: false),
        new(SpecialFieldKind.RbNode, "bpf_rb_node", 32, 8, IsUnique: false),
        new(SpecialFieldKind.RefCount, "bpf_refcount", 4, 4, IsUnique: true),
    ];

    /// <summary>The shape of the struct of a name, if fields of its kind are asked for.</summary>
    public static bool TryGet(string structName, SpecialFieldKind among, out SpecialFieldShape shape)
    {
        foreach (SpecialFieldShape candidate in Shapes)
        {
            if ((candidate.Kind & among) != 0 && string.Equals(candidate.StructName, structName, StringComparison.Ordinal))
            {
                shape = candidate;
                return true;
            }
        }

        shape = default;
        return false;
    }

    /// <summary>Bytes of a field.</summary>
    public static int SizeOf(SpecialFieldKind kind)
    {
        foreach (SpecialFieldShape shape in Shapes)
        {
            if (shape.Kind == kind)
            {
                return shape.Size;
            }
        }

        return PointerSize;
    }

    /// <summary>The tag on the pointee that makes a pointer field special, or none.</summary>
    public static SpecialFieldKind OfTag(string tag) => tag switch
    {
        "kptr_untrusted" => SpecialFieldKind.KptrUntrusted,
        "kptr" => SpecialFieldKind.KptrReferenced,
        "percpu_kptr" => SpecialFieldKind.KptrPercpu,
        "uptr" => SpecialFieldKind.UserPointer,
        _ => SpecialFieldKind.None,
    };
}
