using System;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>
/// The same results as Linux 6.18's and 6.12's own functions on the same cases, to the bit: delta 6.18 D1 to D6, D10 to D13, delta 6.12 D1 to D3,
/// D5 to D8. The checksums were recorded from those functions, compiled as libraries; a changed one means a changed result, though
/// perhaps a sound one.
/// </summary>
public class IntervalAgreementTests
{
    private const int CasesPerOperation = 8000;

    public static TheoryData<string, string, string> Recorded =>
    [
        .. from release in (string[])["6.18", "6.12"]
           from line in Fixture.Lines($"interval-checksums-{release}.txt")
           let parts = line.Split(" = ")
           select new TheoryDataRow<string, string, string>(release, parts[0], parts[1]),
    ];

    private delegate void Fold(in ScalarBounds a, in ScalarBounds b, ref Checksum sum);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void An_operation_gives_the_results_of_the_kernel(string release, string operation, string checksum)
    {
        var domain = new IndependentIntervals(release == "6.18" ? IntervalCases.Linux618 : IntervalCases.Linux612);
        string[] words = operation.Split(' ');
        Fold fold = words switch
        {
            ["Sync"] => (in a, in b, ref sum) => sum.Add(domain.Sync(ScalarBounds.Of(b.Bits, a.Whole, a.Low))),
            ["Covers"] => (in a, in b, ref sum) => sum.Add(a.Covers(b) ? 1UL : 0),
            ["Truncate", var size] => (in a, in _, ref sum) => sum.Add(domain.Truncate(a, Number(size))),
            ["SignExtend64", var size] => (in a, in _, ref sum) => sum.Add(domain.SignExtend64(a, Number(size))),
            ["SignExtend32", var size] => (in a, in _, ref sum) => sum.Add(domain.ZeroExtend32(domain.SignExtend32(a, Number(size)))),
            [var jump, "jump"] => (in a, in b, ref sum) => Decide(domain, new(Jump(jump), Is32: false), a, b, ref sum),
            [var jump, "jump32"] => (in a, in b, ref sum) => Decide(domain, new(Jump(jump), Is32: true), a, b, ref sum),
            [var jump, "itself"] => (in a, in _, ref sum) => Decide(domain, new(Jump(jump), Is32: false, IsOfOneRegister: true), a, a, ref sum),
            [var name, var bits] => Arithmetic(domain, Enum.Parse<AluOperation>(name), Number(bits)),
            _ => throw new ArgumentException(operation, nameof(operation)),
        };
        Assert.Equal(checksum, Run(domain, operation, fold).ToString("x16", CultureInfo.InvariantCulture));
    }

    private static Fold Arithmetic(ScalarDomain domain, AluOperation operation, int bits) => (in a, in b, ref sum) =>
    {
        bool isShift = operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh;
        ScalarBounds source = isShift ? ScalarBounds.Const(b.Bits.Value & (ulong)(bits - 1)) : b;
        sum.Add(domain.Apply(operation, bits == 32, false, a, source));
    };

    private static void Decide(ScalarDomain domain, JumpTest test, in ScalarBounds a, in ScalarBounds b, ref Checksum sum)
    {
        BranchVerdict verdict = domain.Decide(test, a, b, out BranchOutcomes outcomes);
        sum.Add((ulong)verdict);
        if (verdict != BranchVerdict.Unknown)
            return;
        sum.Add(outcomes.TakenFirst);
        sum.Add(outcomes.TakenSecond);
        sum.Add(outcomes.NotTakenFirst);
        sum.Add(outcomes.NotTakenSecond);
    }

    private static ulong Run(ScalarDomain domain, string name, Fold fold)
    {
        var sum = default(Checksum);
        foreach (char letter in name)
            sum.Add(letter);

        var cases = new IntervalCases(sum.Value, domain);
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
