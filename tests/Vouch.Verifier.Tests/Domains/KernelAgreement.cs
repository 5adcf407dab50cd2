using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>The operations whose results are compared with the kernel's, to the bit.</summary>
internal interface IScalarOperations
{
    public ScalarBounds Apply(AluOperation operation, int bits, bool isSigned, in ScalarBounds a, in ScalarBounds b);

    public ScalarBounds ConvertByteOrder(int bits, bool swaps, in ScalarBounds a);

    public ScalarBounds Sync(in ScalarBounds a);

    public ScalarBounds Truncate(int sizeBytes, in ScalarBounds a);

    public ScalarBounds SignExtend64(int sizeBytes, in ScalarBounds a);

    public ScalarBounds SignExtend32(int sizeBytes, in ScalarBounds a);

    public BranchVerdict Decide(JumpOperation operation, bool is32, in ScalarBounds a, in ScalarBounds b, out BranchOutcomes outcomes);

    public bool Covers(in ScalarBounds a, in ScalarBounds b);
}

/// <summary>One checksum an operation, over the results of a fixed sequence of cases.</summary>
internal sealed class KernelAgreement(IScalarOperations operations)
{
    private const int CasesPerOperation = 8000;

    private delegate void Fold(in ScalarBounds a, in ScalarBounds b, ref Checksum sum);

    private static readonly int[] Sizes = [1, 2, 4];

    public IEnumerable<(string Name, ulong Checksum)> Checksums()
    {
        foreach ((string name, Fold fold) in Rows())
            yield return (name, Run(name, fold));
    }

    private IEnumerable<(string Name, Fold Fold)> Rows()
    {
        foreach (AluOperation operation in Enum.GetValues<AluOperation>())
        {
            if (operation is AluOperation.Mov or AluOperation.End)
                continue;
            for (int bits = 32; bits <= 64; bits += 32)
            {
                int width = bits;
                yield return ($"{operation} {width}", (in a, in b, ref sum) => sum.Add(operations.Apply(operation, width, false, a, b)));
                if (operation is AluOperation.Div or AluOperation.Mod)
                    yield return ($"Signed{operation} {width}", (in a, in b, ref sum) => sum.Add(operations.Apply(operation, width, true, a, b)));
            }
        }

        for (int bits = 16; bits <= 64; bits *= 2)
        {
            int width = bits;
            yield return ($"Swap {width}", (in a, in _, ref sum) => sum.Add(operations.ConvertByteOrder(width, true, a)));
            yield return ($"Keep {width}", (in a, in _, ref sum) => sum.Add(operations.ConvertByteOrder(width, false, a)));
        }

        // Bits of one and ranges of the other: not in step with each other, as in the middle of an operation.
        yield return ("Sync", (in a, in b, ref sum) => sum.Add(operations.Sync(new ScalarBounds(a.Bits, b.Range64, a.Range32))));
        yield return ("Covers", (in a, in b, ref sum) => sum.Add(operations.Covers(a, b) ? 1UL : 0));
        foreach (int size in Sizes)
        {
            yield return ($"Truncate {size}", (in a, in _, ref sum) => sum.Add(operations.Truncate(size, a)));
            yield return ($"SignExtend64 {size}", (in a, in _, ref sum) => sum.Add(operations.SignExtend64(size, a)));
            if (size < 4)
                yield return ($"SignExtend32 {size}", (in a, in _, ref sum) => sum.Add(operations.SignExtend32(size, a)));
        }

        foreach (JumpOperation operation in Enum.GetValues<JumpOperation>())
        {
            if (operation is JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit or JumpOperation.Conditional)
                continue;
            yield return ($"{operation} jump", (in a, in b, ref sum) => Decide(operation, false, a, b, ref sum));
            yield return ($"{operation} jump32", (in a, in b, ref sum) => Decide(operation, true, a, b, ref sum));
        }
    }

    private void Decide(JumpOperation operation, bool is32, in ScalarBounds a, in ScalarBounds b, ref Checksum sum)
    {
        BranchVerdict verdict = operations.Decide(operation, is32, a, b, out BranchOutcomes outcomes);
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

        var cases = new ScalarCases(sum.Value);
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
            Add(bounds.Range64.Base);
            Add(bounds.Range64.Size);
            Add(bounds.Range32.Base);
            Add(bounds.Range32.Size);
        }
    }
}
