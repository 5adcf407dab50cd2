using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>What can be wrong with a <see cref="ScalarBounds"/>, in the order in which it is looked for.</summary>
internal enum ScalarInvariant : byte
{
    /// <summary>Nothing is wrong.</summary>
    Holds,
    /// <summary>A range is empty.</summary>
    Range,
    /// <summary>All bits are known and the 64-bit range says otherwise.</summary>
    Constant,
    /// <summary>The low 32 bits are known and the 32-bit range says otherwise.</summary>
    SubregisterConstant,
}

/// <summary>The check that bounds agree with themselves, and the log's words when they do not.</summary>
internal static class ScalarInvariants
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarInvariant Broken(in ScalarBounds bounds) => bounds.IsSettledConst ? ScalarInvariant.Holds : LookFor(bounds);

    private static ScalarInvariant LookFor(in ScalarBounds bounds)
    {
        if (!bounds.IsArcs)
            return LookForInPairs(bounds);
        if (bounds.IsEmpty)
            return ScalarInvariant.Range;
        if (bounds.IsConst && bounds.Range64 != Cnum64.Const(bounds.ConstValue))
            return ScalarInvariant.Constant;
        if (bounds.IsSubregisterConst && bounds.Range32 != Cnum32.Const(bounds.SubregisterConstValue))
            return ScalarInvariant.SubregisterConstant;
        return ScalarInvariant.Holds;
    }

    private static ScalarInvariant LookForInPairs(in ScalarBounds bounds)
    {
        if (bounds.Whole.IsCrossed || bounds.Low.IsCrossed)
            return ScalarInvariant.Range;
        if (bounds.IsConst && bounds.Whole != Intervals64.Const(bounds.ConstValue))
            return ScalarInvariant.Constant;
        return bounds.IsSubregisterConst && bounds.Low != Intervals32.Const(bounds.SubregisterConstValue)
            ? ScalarInvariant.SubregisterConstant
            : ScalarInvariant.Holds;
    }

    /// <summary>The log's sentence on a broken invariant.</summary>
    /// <param name="place">Where the value arose: alu, ldx, atomic_load, retval, s32_range, true_reg1, ...</param>
    /// <param name="limits">The limits, as the kernel keeps them.</param>
    public static string Describe(ScalarInvariant broken, in ScalarBounds bounds, string place, string limits)
    {
        string what = broken switch
        {
            ScalarInvariant.Range => "range bounds violation",
            ScalarInvariant.Constant => "const tnum out of sync with range bounds",
            ScalarInvariant.SubregisterConstant => "const subreg tnum out of sync with range bounds",
            _ => throw new ArgumentOutOfRangeException(nameof(broken)),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"REG INVARIANTS VIOLATION ({place}): {what} {limits} var_off=(0x{bounds.Bits.Value:x}, 0x{bounds.Bits.Mask:x})");
    }
}
