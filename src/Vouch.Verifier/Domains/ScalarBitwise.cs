using System;
using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>And, or, exclusive or. The bits are exact; each range gets one bound from them and the other from the operands' ranges.</summary>
internal static class ScalarBitwise
{
    /// <summary>No result exceeds either operand, and none lacks a bit that both surely have.</summary>
    public static ScalarBounds And(in ScalarBounds a, in ScalarBounds b)
    {
        Tnum bits = a.Bits & b.Bits;
        return Complete(a, b, bits,
            Cnum64.FromUnsigned(bits.Min, Math.Min(a.UMax, b.UMax)),
            Cnum32.FromUnsigned(Low(bits.Min), Math.Min(a.UMax32, b.UMax32)));
    }

    /// <summary>No result is below either operand, and none has a bit that both surely lack.</summary>
    public static ScalarBounds Or(in ScalarBounds a, in ScalarBounds b)
    {
        Tnum bits = a.Bits | b.Bits;
        return Complete(a, b, bits,
            Cnum64.FromUnsigned(Math.Max(a.UMin, b.UMin), bits.Max),
            Cnum32.FromUnsigned(Math.Max(a.UMin32, b.UMin32), Low(bits.Max)));
    }

    /// <summary>The operands' ranges say nothing: both bounds come from the bits.</summary>
    public static ScalarBounds Xor(in ScalarBounds a, in ScalarBounds b)
    {
        Tnum bits = a.Bits ^ b.Bits;
        var range64 = Cnum64.FromUnsigned(bits.Min, bits.Max);
        var range32 = Cnum32.FromUnsigned(Low(bits.Min), Low(bits.Max));
        return bits.IsConst && b.IsConst
            ? ScalarBounds.Const(bits.Value)
            : new ScalarBounds(bits, range64, range32);
    }

    /// <summary>The operations that <see cref="TryFork"/> is for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayFork(AluOperation operation) => operation is AluOperation.And or AluOperation.Or;

    /// <summary>
    /// True when the result is better followed as two paths: the destination of an and/or with a constant is a sign mask, 0 or -1,
    /// as an arithmetic right shift leaves it. One path then continues with each value.
    /// </summary>
    /// <param name="pushed">The destination on the path that is set aside: 0.</param>
    /// <param name="continued">The destination on the path that goes on: -1.</param>
    /// <param name="subregisterOnly">The mask was seen in the low half alone; the high half keeps what is known of it.</param>
    public static bool TryFork(
        AluOperation operation, in ScalarBounds destination, in ScalarBounds source,
        out ScalarBounds pushed, out ScalarBounds continued, out bool subregisterOnly)
    {
        bool is64 = false;
        subregisterOnly = false;
        if (MayFork(operation) && source.IsConst)
        {
            is64 = destination is { SMin: -1, SMax: 0 };
            subregisterOnly = !is64 && destination is { SMin32: -1, SMax32: 0 };
        }

        if (!is64 && !subregisterOnly)
        {
            pushed = continued = default;
            return false;
        }

        pushed = subregisterOnly ? destination.WithSubregister(0) : ScalarBounds.Const(0);
        continued = subregisterOnly ? destination.WithSubregister(uint.MaxValue) : ScalarBounds.Const(ulong.MaxValue);
        return true;
    }

    private static ScalarBounds Complete(in ScalarBounds a, in ScalarBounds b, Tnum bits, Cnum64 range64, Cnum32 range32)
    {
        if (bits.IsConst && b.IsConst)
            return ScalarBounds.Const(bits.Value);
        if (bits.IsSubregisterConst && b.IsSubregisterConst)
            range32 = Cnum32.Const(Low(bits.Value));
        return new ScalarBounds(bits, range64, range32).RangesFromBits();
    }

    private static uint Low(ulong value) => unchecked((uint)value);
}
