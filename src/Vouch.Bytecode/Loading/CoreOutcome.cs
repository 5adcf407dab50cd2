using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>What a relocation does to its instruction.</summary>
/// <param name="Old">What the compiler must have written, if <paramref name="ChecksOld"/>.</param>
/// <param name="New">What is to stand there.</param>
/// <param name="ChecksOld">Whether the old value is certain.</param>
/// <param name="IsPoison">The kernel lacks the field or enumerator: the instruction must never run.</param>
/// <param name="OldSize">Bytes a load or store must have accessed, or 0.</param>
/// <param name="NewSize">Bytes it is to access, or 0.</param>
/// <param name="IsResizeUnsafe">Old and new size differ and reading the one as the other would change the value.</param>
internal readonly record struct CoreOutcome(
    ulong Old, ulong New, bool ChecksOld, bool IsPoison, uint OldSize, uint NewSize, bool IsResizeUnsafe)
{
    /// <summary>Brings both sides together. <paramref name="target"/> is null where the kernel has no counterpart.</summary>
    public static CoreFault Of(CorePath local, CorePath? target, out CoreOutcome outcome, out string? problem)
    {
        outcome = default;
        CoreFault fault = CoreValue.Of(local, out CoreValue old, out problem);
        if (fault != CoreFault.None)
        {
            return fault;
        }

        CoreValue made = default;
        bool isPoison = target is null && !CoreValue.OfMissing(local.Kind, out made);
        if (target is not null && (fault = CoreValue.Of(target, out made, out problem)) != CoreFault.None)
        {
            return fault;
        }

        outcome = new CoreOutcome(old.Value, made.Value, old.IsExact, isPoison, old.FieldSize, made.FieldSize, IsResizeUnsafe: false);
        bool resizes = !isPoison && local.Kind.IsField() && old.FieldSize != made.FieldSize;
        if (resizes && !MayResize(local.Types, old.FieldType, target!.Types, made.FieldType))
        {
            outcome = outcome with { IsResizeUnsafe = true };
        }

        return CoreFault.None;
    }

    /// <summary>Only pointers and unsigned integers: for them the upper bytes are zero whatever the width.</summary>
    private static bool MayResize(BtfSpec local, BtfTypeId oldType, BtfSpec target, BtfTypeId newType)
    {
        BtfType left = local.Type(oldType), right = target.Type(newType);
        return (left.Kind == BtfKind.Pointer && right.Kind == BtfKind.Pointer)
            || (left.Kind == BtfKind.Int && right.Kind == BtfKind.Int && !IsPlainSigned(local, left) && !IsPlainSigned(target, right));
    }

    // A signed char carries two marks and passes for unsigned here, as it does with the loaders.
    private static bool IsPlainSigned(BtfSpec types, in BtfType type) => types.Integer(type) is { IsSigned: true, IsChar: false, IsBool: false };
}
