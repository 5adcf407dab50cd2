using System;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

/// <summary>Paths that only a mispredicting machine takes, which a guarding kernel judges for users without capabilities.</summary>
public class SpeculationTests
{
    private const string NegativeOffset = "r1 = *(u64 *)(r0 + 0); r1 s>>= 63; r1 |= 4; if r1 s< 0 goto out; r0 += r1; r1 = *(u8 *)(r0 + 0)";

    [Fact]
    public void What_is_unsafe_on_them_is_reported_and_they_end_there()
    {
        MemoryProgram program = MemoryProgram.OfLookup(NegativeOffset, MemoryProgram.Hash("values", 8, 8)) with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged, Rules = new KernelRules { MitigatesSpeculation = true },
        };
        program.IsAccepted();
        string log = program.Verify().Log;
        int message = log.IndexOf("math between map_value pointer and register with unbounded min value is not allowed\n", StringComparison.Ordinal);
        Assert.StartsWith("\nVerification failed: Register Type Safety: Pointer offset is not safe\n", log[(log.IndexOf('\n', message) + 1)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_guards_there_are_none()
    {
        MemoryProgram program = MemoryProgram.OfLookup(NegativeOffset, MemoryProgram.Hash("values", 8, 8)) with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged,
        };
        program.IsAccepted();
        Assert.DoesNotContain("speculative", program.Verify().Log, StringComparison.Ordinal);
    }
}
