using System;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Domains;

/// <summary>The bounds that an arithmetic instruction on two scalars leaves in its destination, computed with intervals.</summary>
internal sealed class IntervalArithmetic(ScalarRules rules)
{
    /// <summary>Computes, and zero-extends a 32-bit result; does not synchronise.</summary>
    public IntervalBounds Apply(AluOperation operation, bool is32, in IntervalBounds destination, in IntervalBounds source)
    {
        IntervalBounds result = operation switch
        {
            AluOperation.Add => Add(destination, source),
            AluOperation.Sub => Subtract(destination, source),
            AluOperation.Neg => Subtract(IntervalBounds.Const(0), destination),
            AluOperation.Mul => Multiply(destination, source),
            AluOperation.And => And(destination, source),
            AluOperation.Or => Or(destination, source),
            AluOperation.Xor => Xor(destination, source),
            AluOperation.Lsh => is32 ? ShiftLeft32(destination, Count32(source)) : ShiftLeft64(destination, Count64(source)),
            AluOperation.Rsh => is32 ? ShiftRight32(destination, Count32(source)) : ShiftRight64(destination, Count64(source)),
            AluOperation.Arsh => is32
                ? ArithmeticShiftRight32(destination, Count32(source))
                : ArithmeticShiftRight64(destination, Count64(source)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        return is32 ? result.ZeroExtend32() : result;
    }

    /// <summary>The three sums.</summary>
    public IntervalBounds Add(in IntervalBounds a, in IntervalBounds b) =>
        new(a.Bits + b.Bits, a.Whole.Add(b.Whole, rules.KeepsWrappedSums), a.Low.Add(b.Low, rules.KeepsWrappedSums));

    private IntervalBounds Subtract(in IntervalBounds a, in IntervalBounds b) =>
        new(a.Bits - b.Bits, a.Whole.Subtract(b.Whole, rules.KeepsWrappedSums), a.Low.Subtract(b.Low, rules.KeepsWrappedSums));

    private IntervalBounds Multiply(in IntervalBounds a, in IntervalBounds b)
    {
        Tnum bits = rules.JoinsSummandsOfProducts ? a.Bits * b.Bits : a.Bits.MultiplyByParts(b.Bits);
        return rules.BoundsAnyProduct
            ? new(bits, a.Whole.Multiply(b.Whole), a.Low.Multiply(b.Low))
            : new(bits, a.Whole.MultiplyHalves(b.Whole), a.Low.MultiplyHalves(b.Low));
    }

    private static IntervalBounds And(in IntervalBounds a, in IntervalBounds b)
    {
        Tnum bits = a.Bits & b.Bits;
        return Complete(
            b.Bits, bits,
            Intervals64.FromUnsigned(bits.Min, Math.Min(a.Whole.UMax, b.Whole.UMax)),
            Intervals32.FromUnsigned(bits.Subregister.Min, Math.Min(a.Low.UMax, b.Low.UMax)));
    }

    private static IntervalBounds Or(in IntervalBounds a, in IntervalBounds b)
    {
        Tnum bits = a.Bits | b.Bits;
        return Complete(
            b.Bits, bits,
            Intervals64.FromUnsigned(Math.Max(a.Whole.UMin, b.Whole.UMin), bits.Max),
            Intervals32.FromUnsigned(Math.Max(a.Low.UMin, b.Low.UMin), bits.Subregister.Max));
    }

    private static IntervalBounds Xor(in IntervalBounds a, in IntervalBounds b)
    {
        Tnum bits = a.Bits ^ b.Bits;
        return Complete(
            b.Bits, bits,
            Intervals64.FromUnsigned(bits.Min, bits.Max),
            Intervals32.FromUnsigned(bits.Subregister.Min, bits.Subregister.Max));
    }

    private static IntervalBounds Complete(Tnum source, Tnum bits, in Intervals64 whole, in Intervals32 low)
    {
        if (bits.IsConst && source.IsConst)
        {
            return IntervalBounds.Const(bits.Value);
        }

        bool isLowKnown = bits.IsSubregisterConst && source.IsSubregisterConst;
        return new IntervalBounds(bits, whole, isLowKnown ? Intervals32.Const(bits.Value) : low).WithinBits();
    }

    private static IntervalBounds ShiftLeft32(in IntervalBounds value, int count) =>
        OfLow(value.Bits.Subregister.ShiftLeft(count).Subregister, value.Low.ShiftLeft(count));

    /// <summary>Compilers sign-extend a low half by shifting it up and back again: ends, or those not negative, survive a shift by 32.</summary>
    private IntervalBounds ShiftLeft64(in IntervalBounds value, int count)
    {
        Intervals64 whole = value.Whole.ShiftLeft(count);
        if (count == 32)
        {
            whole = whole with
            {
                SMin = rules.ShiftsNegativeHalves || value.Low.SMin >= 0 ? value.Low.SMin << 32 : long.MinValue,
                SMax = rules.ShiftsNegativeHalves || value.Low.SMax >= 0 ? value.Low.SMax << 32 : long.MaxValue,
            };
        }

        return new IntervalBounds(value.Bits.ShiftLeft(count), whole, value.Low.ShiftLeft(count)).WithinBits();
    }

    private static IntervalBounds ShiftRight32(in IntervalBounds value, int count) =>
        OfLow(value.Bits.Subregister.ShiftRight(count), value.Low.ShiftRight(count));

    private static IntervalBounds ShiftRight64(in IntervalBounds value, int count) =>
        OfWhole(value.Bits.ShiftRight(count), value.Whole.ShiftRight(count));

    private static IntervalBounds ArithmeticShiftRight32(in IntervalBounds value, int count) =>
        OfLow(value.Bits.ArithmeticShiftRight(count, 32), value.Low.ArithmeticShiftRight(count));

    private static IntervalBounds ArithmeticShiftRight64(in IntervalBounds value, int count) =>
        OfWhole(value.Bits.ArithmeticShiftRight(count, 64), value.Whole.ArithmeticShiftRight(count));

    /// <summary>Zero extension follows and replaces what is left behind of the whole.</summary>
    private static IntervalBounds OfLow(Tnum bits, in Intervals32 low) => new(bits, Intervals64.Unbounded, low.Within(bits));

    /// <summary>What comes into the low half from above is known by the bits alone.</summary>
    private static IntervalBounds OfWhole(Tnum bits, in Intervals64 whole) =>
        new IntervalBounds(bits, whole, Intervals32.Unbounded).WithinBits();

    private static int Count32(in IntervalBounds count) => (int)count.Low.UMin;

    private static int Count64(in IntervalBounds count) => (int)count.Whole.UMin;
}
