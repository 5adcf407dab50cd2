using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Whatever two values the operands hold, the result of the instruction on them is held by the resulting bounds.</summary>
public class ScalarArithmeticTests
{
    private static readonly int[] Widths = [32, 64];

    private static readonly bool[] Signedness = [false, true];

    private static readonly ulong[] Centers = [0, 1UL << 63, 1UL << 31, 1UL << 32];

    public static TheoryData<AluOperation, int, bool> Operations =>
    [
        .. from operation in Enum.GetValues<AluOperation>()
           where operation is not (AluOperation.Mov or AluOperation.End)
           from bits in Widths
           from isSigned in Signedness
           where !isSigned || operation is AluOperation.Div or AluOperation.Mod
           select new TheoryDataRow<AluOperation, int, bool>(operation, bits, isSigned),
    ];

    /// <summary>Every range within -4..3, crossing zero and the sign boundary, and the same around the smallest number.</summary>
    private static IEnumerable<ScalarBounds> SmallRanges(ulong center) =>
        from start in Enumerable.Range(-4, 8)
        from size in Enumerable.Range(0, 8)
        select new ScalarBounds(Tnum.Unknown, new(unchecked(center + (ulong)start), (ulong)size), Cnum32.Unbounded).Sync();

    [Theory]
    [MemberData(nameof(Operations))]
    public void Small_ranges_hold_every_result(AluOperation operation, int bits, bool isSigned)
    {
        foreach (ulong center in Centers)
        {
            foreach (ScalarBounds a in SmallRanges(center))
            {
                foreach (ScalarBounds b in SmallRanges(0))
                {
                    ScalarBounds result = ScalarArithmetic.Apply(operation, bits, isSigned, a, b);
                    foreach (ulong x in Members(a))
                    {
                        foreach (ulong y in Members(b))
                            RequireHeld(result, ConcreteMachine.Execute(operation, bits, isSigned, x, y), a, b);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Any_bounds_hold_the_result_of_the_values_they_hold(AluOperation operation, int bits, bool isSigned) =>
        Property.ForEveryCase(cases =>
        {
            (ulong x, ulong y) = (cases.Word(), cases.OneIn(2) ? (ulong)cases.Below(bits) : cases.Word());
            ScalarBounds a = cases.Around(x), b = cases.OneIn(2) ? ScalarBounds.Const(y) : cases.Around(y);
            ScalarBounds result = ScalarArithmetic.Apply(operation, bits, isSigned, a, b);
            RequireHeld(result, ConcreteMachine.Execute(operation, bits, isSigned, x, y), a, b);
        });

    [Fact]
    public void The_short_cut_of_synchronising_changes_nothing()
    {
        for (int width = 0; width <= 64; width++)
        {
            ulong largest = width == 0 ? 0 : ulong.MaxValue >> (64 - width);
            var unknown = new ScalarBounds(
                new Tnum(0, largest), Cnum64.FromUnsigned(0, largest), Cnum32.FromUnsigned(0, Math.Min(largest, uint.MaxValue)));
            ScalarBounds[] values = [unknown, ScalarBounds.Const(largest), ScalarBounds.Const(1UL << (width & 63)), ScalarBounds.Const(~largest)];
            Assert.All(values, value => Assert.Equal(value.Exchange(), value.Sync()));
            Assert.All(values, value => Assert.Equal(value, value.Sync()));
        }
    }

    [Fact]
    public void Synchronising_loses_no_value() =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ScalarBounds a = cases.Around(x), b = cases.Around(x);
            var both = new ScalarBounds(a.Bits, b.Range64, cases.OneIn(2) ? a.Range32 : b.Range32);
            RequireHeld(both.Sync(), x, both);
        });

    [Fact]
    public void Byte_order_conversion_holds_the_converted_value() =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ScalarBounds a = cases.Around(x);
            for (int bits = 16; bits <= 64; bits *= 2)
            {
                RequireHeld(ScalarArithmetic.ConvertByteOrder(a, bits, true), ConcreteMachine.ConvertByteOrder(x, bits, true), a);
                RequireHeld(ScalarArithmetic.ConvertByteOrder(a, bits, false), ConcreteMachine.ConvertByteOrder(x, bits, false), a);
            }
        });

    [Fact]
    public void Width_conversions_hold_the_converted_value() =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ScalarBounds a = cases.Around(x);
            unchecked
            {
                RequireHeld(a.ZeroExtend32().Sync(), (uint)x, a);
                RequireHeld(a.Truncate(1), (byte)x, a);
                RequireHeld(a.Truncate(2), (ushort)x, a);
                RequireHeld(a.Truncate(4), (uint)x, a);
                RequireHeld(a.SignExtend64(1), (ulong)(sbyte)x, a);
                RequireHeld(a.SignExtend64(2), (ulong)(short)x, a);
                RequireHeld(a.SignExtend64(4), (ulong)(int)x, a);
                RequireHeld(a.SignExtend32(1).ZeroExtend32().Sync(), (uint)(sbyte)x, a);
                RequireHeld(a.SignExtend32(2).ZeroExtend32().Sync(), (uint)(short)x, a);
            }
        });

    [Fact]
    public void Wider_bounds_cover_narrower_ones() =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ScalarBounds a = cases.Around(x), b = cases.Around(x);
            Assert.True(a.Covers(a) && ScalarBounds.Unknown.Covers(a));
            Assert.True(a.Covers(ScalarBounds.Const(x)), a.ToString());
            if (a.Covers(b))
                RequireHeld(a, x, b);
        });

    [Fact]
    public void Known_values_give_known_results()
    {
        ScalarBounds result = ScalarArithmetic.Apply(AluOperation.Sub, 64, false, ScalarBounds.Const(5), ScalarBounds.Const(7));
        Assert.Equal(ScalarBounds.Const(unchecked((ulong)-2L)), result);
        result = ScalarArithmetic.Apply(AluOperation.Sub, 32, false, ScalarBounds.Const(5), ScalarBounds.Const(7));
        Assert.Equal(ScalarBounds.Const(0xfffffffe), result);
    }

    [Fact]
    public void A_shift_by_the_width_or_an_unknown_divisor_is_not_tracked()
    {
        Assert.True(ScalarArithmetic.IsTracked(AluOperation.Lsh, 32, ScalarBounds.Const(31)));
        Assert.False(ScalarArithmetic.IsTracked(AluOperation.Lsh, 32, ScalarBounds.Const(32)));
        Assert.False(ScalarArithmetic.IsTracked(AluOperation.Lsh, 32, ScalarBounds.Const((1UL << 40) | 3)));
        Assert.True(ScalarArithmetic.IsTracked(AluOperation.Arsh, 64, ScalarBounds.Const(63)));
        Assert.False(ScalarArithmetic.IsTracked(AluOperation.Div, 64, ScalarBounds.Unknown));
        Assert.True(ScalarArithmetic.IsTracked(AluOperation.Div, 64, ScalarBounds.Const(0)));
        Assert.Equal(ScalarBounds.Unknown, ScalarArithmetic.Apply(AluOperation.Mod, 64, false, ScalarBounds.Const(3), ScalarBounds.Unknown));
    }

    [Fact]
    public void A_sign_mask_forks_at_the_width_where_it_is_seen()
    {
        ScalarBounds one = ScalarBounds.Const(8);
        ScalarBounds mask = ScalarArithmetic.Apply(AluOperation.Arsh, 64, false, ScalarBounds.Unknown, ScalarBounds.Const(63));
        Assert.True(ScalarBitwise.TryFork(AluOperation.And, mask, one, out ScalarBounds pushed, out ScalarBounds continued, out bool low));
        Assert.Equal((ScalarBounds.Const(0), ScalarBounds.Const(ulong.MaxValue), false), (pushed, continued, low));

        ScalarBounds mask32 = ScalarArithmetic.Apply(AluOperation.Arsh, 32, false, ScalarBounds.Unknown, ScalarBounds.Const(31));
        Assert.True(ScalarBitwise.TryFork(AluOperation.Or, mask32, one, out pushed, out continued, out low));
        Assert.True(low);
        Assert.Equal((0u, uint.MaxValue), (pushed.SubregisterConstValue, continued.SubregisterConstValue));
        Assert.Equal(mask32.Range64, pushed.Range64);

        Assert.False(ScalarBitwise.TryFork(AluOperation.Xor, mask, one, out _, out _, out _));
        Assert.False(ScalarBitwise.TryFork(AluOperation.And, mask, mask, out _, out _, out _));
        Assert.False(ScalarBitwise.TryFork(AluOperation.And, ScalarBounds.Const(0), one, out _, out _, out _));
    }

    [Fact]
    public void Bounds_take_one_cache_line() => Assert.Equal(64, System.Runtime.CompilerServices.Unsafe.SizeOf<ScalarBounds>());

    private static ulong[] Members(ScalarBounds bounds) =>
        [.. Enumerable.Range(0, (int)bounds.Range64.Size + 1).Select(step => unchecked(bounds.Range64.Base + (ulong)step))];

    private static void RequireHeld(in ScalarBounds bounds, ulong value, in ScalarBounds from, in ScalarBounds and = default)
    {
        if (!ScalarCases.Holds(bounds, value))
            Assert.Fail($"0x{value:x} is not in {bounds}, made from {from} and {and}");
    }
}
