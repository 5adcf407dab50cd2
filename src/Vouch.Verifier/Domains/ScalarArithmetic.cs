using System;
using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>The bounds that an arithmetic instruction on two scalars leaves in its destination.</summary>
internal static class ScalarArithmetic
{
    /// <summary>
    /// False when nothing can be said of the result: a division or a shift by something that is not a constant, or a shift by the width
    /// or more. The destination then becomes an unknown scalar, and the other steps of the instruction do not take place.
    /// </summary>
    /// <param name="bits">Width of the instruction: 32 or 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTracked(AluOperation operation, int bits, in ScalarBounds source) =>
        operation is AluOperation.Add or AluOperation.Sub or AluOperation.Neg or AluOperation.Mul
            or AluOperation.And or AluOperation.Or or AluOperation.Xor or AluOperation.End
        || IsTrackedBy(operation, bits, source);

    /// <summary>Computes, zero-extends a 32-bit result, and synchronises. An operation that is not tracked gives the unknown scalar.</summary>
    /// <param name="bits">Width of the instruction: 32 or 64.</param>
    /// <param name="isSigned">For division and modulo: the signed variant (offset 1).</param>
    /// <param name="source">Ignored by the negation.</param>
    public static ScalarBounds Apply(AluOperation operation, int bits, bool isSigned, in ScalarBounds destination, in ScalarBounds source)
    {
        if (!IsTracked(operation, bits, source))
            return ScalarBounds.Unknown;

        // Sums are the most frequent by far; each arm has a result of its own, so that these never leave the processor's registers.
        bool is32 = bits == 32;
        return operation switch
        {
            AluOperation.Add => Finish(is32, Add(destination, source)),
            AluOperation.Sub => Finish(is32, Subtract(destination, source)),
            _ => Finish(is32, ApplyOther(operation, is32, isSigned, destination, source)),
        };
    }

    /// <summary>Adds a constant as pointer offsets and linked scalars do, and synchronises.</summary>
    /// <param name="zeroExtends">The addition took place in 32 bits.</param>
    public static ScalarBounds AddConstant(in ScalarBounds value, long constant, bool zeroExtends = false)
    {
        ScalarBounds sum = Add(value, ScalarBounds.Const(unchecked((ulong)constant)));
        return (zeroExtends ? sum.ZeroExtend32() : sum).Sync();
    }

    /// <summary>The three sums, not yet synchronised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarBounds Add(in ScalarBounds a, in ScalarBounds b) =>
        new(a.Bits + b.Bits, a.Range64.Add(b.Range64), a.Range32.Add(b.Range32));

    /// <summary>The three differences, not yet synchronised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarBounds Subtract(in ScalarBounds a, in ScalarBounds b) =>
        new(a.Bits - b.Bits, a.Range64.Subtract(b.Range64), a.Range32.Subtract(b.Range32));

    /// <summary>The byte-order instruction: <paramref name="bits"/> low bits (16, 32 or 64) swapped or not, the rest cleared.</summary>
    /// <param name="swaps">False for a conversion to the byte order that the machine has: then it only truncates.</param>
    public static ScalarBounds ConvertByteOrder(in ScalarBounds value, int bits, bool swaps)
    {
        ScalarBounds result = value;
        if (swaps)
        {
            // A range says nothing of the swapped values; new ones come from the bits.
            result = new ScalarBounds(
                bits switch
                {
                    16 => value.Bits.ByteSwap16(),
                    32 => value.Bits.ByteSwap32(),
                    _ => value.Bits.ByteSwap64(),
                },
                Cnum64.Unbounded,
                Cnum32.Unbounded);
        }

        return (bits == 64 ? result : result.Truncate(bits / 8)).Sync();
    }

    private static ScalarBounds ApplyOther(AluOperation operation, bool is32, bool isSigned, in ScalarBounds destination, in ScalarBounds source) =>
        operation switch
        {
            AluOperation.Neg => Subtract(ScalarBounds.Const(0), destination),
            AluOperation.Mul => Multiply(destination, source),
            AluOperation.Div => ScalarDivision.Divide(is32, isSigned, destination, source),
            AluOperation.Mod => ScalarDivision.Modulo(is32, isSigned, destination, source),
            AluOperation.And => ScalarBitwise.And(destination, source),
            AluOperation.Or => ScalarBitwise.Or(destination, source),
            AluOperation.Xor => ScalarBitwise.Xor(destination, source),
            AluOperation.Lsh => ScalarShift.Left(is32, destination, source),
            AluOperation.Rsh => ScalarShift.Right(is32, destination, source),
            AluOperation.Arsh => ScalarShift.ArithmeticRight(is32, destination, source),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>What every instruction does with its result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ScalarBounds Finish(bool is32, in ScalarBounds result) => (is32 ? result.ZeroExtend32() : result).Sync();

    private static bool IsTrackedBy(AluOperation operation, int bits, in ScalarBounds source) => operation switch
    {
        AluOperation.Div or AluOperation.Mod => IsConstOperand(bits, source),

        // The whole register counts, at either width.
        AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh => IsConstOperand(bits, source) && source.UMax < (ulong)bits,
        _ => false,
    };

    private static bool IsConstOperand(int bits, in ScalarBounds source) => bits == 32
        ? source.IsSubregisterConst && source.IsLimitedToOne32
        : source.IsConst && source.IsLimitedToOne64;

    // The bits of a product of known numbers are known, and whatever the ranges say gives way to that.
    private static ScalarBounds Multiply(in ScalarBounds a, in ScalarBounds b) => a.IsSettledConst && b.IsSettledConst
        ? ScalarBounds.Const(unchecked(a.ConstValue * b.ConstValue))
        : new(a.Bits * b.Bits, a.Range64.Multiply(b.Range64), a.Range32.Multiply(b.Range32));
}
