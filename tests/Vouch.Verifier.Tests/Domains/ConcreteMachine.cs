using System;
using System.Buffers.Binary;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>What the instructions do to actual numbers (RFC 9669), against which the bounds are measured.</summary>
internal static class ConcreteMachine
{
    public static ulong Execute(AluOperation operation, int bits, bool isSigned, ulong a, ulong b) => unchecked(bits == 32
        ? Execute32(operation, isSigned, (uint)a, (uint)b)
        : Execute64(operation, isSigned, a, b));

    public static bool Compare(JumpOperation operation, bool is32, ulong a, ulong b)
    {
        long signedA = is32 ? (int)a : (long)a, signedB = is32 ? (int)b : (long)b;
        (a, b) = is32 ? ((uint)a, (uint)b) : (a, b);
        return operation switch
        {
            JumpOperation.Equal => a == b,
            JumpOperation.NotEqual => a != b,
            JumpOperation.Set => (a & b) != 0,
            JumpOperation.Greater => a > b,
            JumpOperation.GreaterOrEqual => a >= b,
            JumpOperation.Less => a < b,
            JumpOperation.LessOrEqual => a <= b,
            JumpOperation.SignedGreater => signedA > signedB,
            JumpOperation.SignedGreaterOrEqual => signedA >= signedB,
            JumpOperation.SignedLess => signedA < signedB,
            JumpOperation.SignedLessOrEqual => signedA <= signedB,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    public static ulong ConvertByteOrder(ulong value, int bits, bool swaps) => bits switch
    {
        16 => swaps ? BinaryPrimitives.ReverseEndianness((ushort)value) : (ushort)value,
        32 => swaps ? BinaryPrimitives.ReverseEndianness((uint)value) : (uint)value,
        _ => swaps ? BinaryPrimitives.ReverseEndianness(value) : value,
    };

    private static ulong Execute64(AluOperation operation, bool isSigned, ulong a, ulong b) => unchecked(operation switch
    {
        AluOperation.Add => a + b,
        AluOperation.Sub => a - b,
        AluOperation.Neg => 0 - a,
        AluOperation.Mul => a * b,
        AluOperation.And => a & b,
        AluOperation.Or => a | b,
        AluOperation.Xor => a ^ b,
        AluOperation.Lsh => a << (int)(b & 63),
        AluOperation.Rsh => a >> (int)(b & 63),
        AluOperation.Arsh => (ulong)((long)a >> (int)(b & 63)),
        AluOperation.Div when b == 0 => 0,
        AluOperation.Mod when b == 0 => a,
        AluOperation.Div when isSigned => b == ulong.MaxValue ? 0 - a : (ulong)((long)a / (long)b),
        AluOperation.Mod when isSigned => b == ulong.MaxValue ? 0 : (ulong)((long)a % (long)b),
        AluOperation.Div => a / b,
        AluOperation.Mod => a % b,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    });

    private static uint Execute32(AluOperation operation, bool isSigned, uint a, uint b) => unchecked(operation switch
    {
        AluOperation.Lsh => a << (int)(b & 31),
        AluOperation.Rsh => a >> (int)(b & 31),
        AluOperation.Arsh => (uint)((int)a >> (int)(b & 31)),
        AluOperation.Div or AluOperation.Mod when isSigned && b != 0 =>
            (uint)Execute64(operation, true, (ulong)(int)a, (ulong)(int)b),
        _ => (uint)Execute64(operation, false, a, b),
    });
}
