using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>
/// The same results as Linux 6.18's own functions on the same cases, to the bit: delta 6.18 D1 to D6, D10 to D13. interval-checksums.txt
/// was recorded from those functions, compiled as a library; a changed checksum means a changed result, though perhaps a sound one.
/// </summary>
public class IntervalAgreementTests
{
    private const int CasesPerOperation = 8000;

    private static readonly IndependentIntervals Domain = new();

    private static readonly Dictionary<string, string> Recorded = Fixture.Lines("interval-checksums.txt")
        .Select(line => line.Split(" = "))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    public static TheoryData<string> Operations => [.. Recorded.Keys];

    private delegate void Fold(in ScalarBounds a, in ScalarBounds b, ref Checksum sum);

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_gives_the_results_of_the_kernel(string operation)
    {
        string[] words = operation.Split(' ');
        Fold fold = words switch
        {
            ["Sync"] => (in a, in b, ref sum) => sum.Add(Domain.Sync(ScalarBounds.Of(b.Bits, a.Whole, a.Low))),
            ["Covers"] => (in a, in b, ref sum) => sum.Add(a.Covers(b) ? 1UL : 0),
            ["Truncate", var size] => (in a, in _, ref sum) => sum.Add(Domain.Truncate(a, Number(size))),
            ["SignExtend64", var size] => (in a, in _, ref sum) => sum.Add(Domain.SignExtend64(a, Number(size))),
            ["SignExtend32", var size] => (in a, in _, ref sum) => sum.Add(Domain.ZeroExtend32(Domain.SignExtend32(a, Number(size)))),
            [var jump, "jump"] => (in a, in b, ref sum) => Decide(new(Jump(jump), Is32: false), a, b, ref sum),
            [var jump, "jump32"] => (in a, in b, ref sum) => Decide(new(Jump(jump), Is32: true), a, b, ref sum),
            [var jump, "itself"] => (in a, in _, ref sum) => Decide(new(Jump(jump), Is32: false, IsOfOneRegister: true), a, a, ref sum),
            [var name, var bits] => Arithmetic(Enum.Parse<AluOperation>(name), Number(bits)),
            _ => throw new ArgumentException(operation, nameof(operation)),
        };
        Assert.Equal(Recorded[operation], Run(operation, fold).ToString("x16", CultureInfo.InvariantCulture));
    }

    private static Fold Arithmetic(AluOperation operation, int bits) => (in a, in b, ref sum) =>
    {
        bool isShift = operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh;
        ScalarBounds source = isShift ? ScalarBounds.Const(b.Bits.Value & (ulong)(bits - 1)) : b;
        sum.Add(Domain.Apply(operation, bits == 32, false, a, source));
    };

    private static void Decide(JumpTest test, in ScalarBounds a, in ScalarBounds b, ref Checksum sum)
    {
        BranchVerdict verdict = Domain.Decide(test, a, b, out BranchOutcomes outcomes);
        sum.Add((ulong)verdict);
        if (verdict != BranchVerdict.Unknown)
            return;
        sum.Add(outcomes.TakenFirst);
        sum.Add(outcomes.TakenSecond);
        sum.Add(outcomes.NotTakenFirst);
        sum.Add(outcomes.NotTakenSecond);
    }

    private static ulong Run(string name, Fold fold)
    {
        var sum = default(Checksum);
        foreach (char letter in name)
            sum.Add(letter);

        var cases = new IntervalCases(sum.Value);
        for (int i = 0; i < CasesPerOperation; i++)
        {
            ulong x = cases.Word();
            ulong y = cases.Below(4) switch { 0 => x, 1 => (ulong)cases.Below(64), _ => cases.Word() };
            ScalarBounds a = cases.Around(x);
            ScalarBounds b = cases.OneIn(2) ? ScalarBounds.Const(y) : cases.Around(y);
            fold(a, b, ref sum);
        }

        return sum.Value;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static JumpOperation Jump(string name) => Enum.Parse<JumpOperation>(name);

    /// <summary>FNV-1a over 64-bit words.</summary>
    private struct Checksum
    {
        private ulong state;

        public readonly ulong Value => state;

        public void Add(ulong word) => state = unchecked((state ^ word ^ 0xcbf29ce484222325) * 0x100000001b3);

        public void Add(in ScalarBounds bounds)
        {
            Add(bounds.Bits.Value);
            Add(bounds.Bits.Mask);
            Add(unchecked((ulong)bounds.SMin));
            Add(unchecked((ulong)bounds.SMax));
            Add(bounds.UMin);
            Add(bounds.UMax);
            Add(unchecked((ulong)bounds.SMin32));
            Add(unchecked((ulong)bounds.SMax32));
            Add(bounds.UMin32);
            Add(bounds.UMax32);
        }
    }
}
