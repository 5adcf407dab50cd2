using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>
/// The same results as Linux 7.3's own functions on the same cases. kernel-checksums.txt was recorded from those functions, compiled
/// as a library; a changed checksum means a changed result, though perhaps a sound one.
/// </summary>
public class KernelAgreementTests
{
    private static readonly Dictionary<string, string> Recorded = Fixture.Lines("kernel-checksums.txt")
        .Select(line => line.Split(" = "))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    private static readonly Dictionary<string, string> Ours = new KernelAgreement(new DomainOperations()).Checksums()
        .ToDictionary(row => row.Name, row => row.Checksum.ToString("x16", CultureInfo.InvariantCulture));

    public static TheoryData<string> Operations => [.. Recorded.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_gives_the_results_of_the_kernel(string operation) => Assert.Equal(Recorded[operation], Ours[operation]);

    [Fact]
    public void Every_operation_is_recorded() => Assert.Equal(Recorded.Keys.Order(), Ours.Keys.Order());

    private sealed class DomainOperations : IScalarOperations
    {
        public ScalarBounds Apply(AluOperation operation, int bits, bool isSigned, in ScalarBounds a, in ScalarBounds b)
        {
            // The kernel forks inside the operation, and the path that goes on holds -1.
            bool forks = ScalarBitwise.TryFork(operation, a, b, out _, out ScalarBounds continued, out _);
            return ScalarArithmetic.Apply(operation, bits, isSigned, forks ? continued : a, b);
        }

        public ScalarBounds ConvertByteOrder(int bits, bool swaps, in ScalarBounds a) => ScalarArithmetic.ConvertByteOrder(a, bits, swaps);

        public ScalarBounds Sync(in ScalarBounds a) => a.Sync();

        public ScalarBounds Truncate(int sizeBytes, in ScalarBounds a) => a.Truncate(sizeBytes);

        public ScalarBounds SignExtend64(int sizeBytes, in ScalarBounds a) => a.SignExtend64(sizeBytes);

        public ScalarBounds SignExtend32(int sizeBytes, in ScalarBounds a) => a.SignExtend32(sizeBytes);

        public BranchVerdict Decide(JumpOperation operation, bool is32, in ScalarBounds a, in ScalarBounds b, out BranchOutcomes outcomes) =>
            BranchDecision.Decide(new JumpTest(operation, is32), a, b, out outcomes);

        public bool Covers(in ScalarBounds a, in ScalarBounds b) => a.Covers(b);
    }
}
