using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Verifier.Tests.Trace;

/// <summary>Pointers into the packet have no identity; the recorder follows them all the same.</summary>
public class PacketPointerTests
{
    [Fact]
    public void A_packet_pointer_begins_where_it_is_loaded_and_ends_where_the_packet_may_move()
    {
        LifetimeTrace trace = Record("call 39");
        int index = trace.Objects.Select(o => o.Kind).ToList().IndexOf(ObjectWords.Packet);
        Assert.Equal(
            ["1 Appeared r7", "4 Invalidated"],
            trace.Events.Where(e => e.Object == index).Select(e => $"{trace.Steps[e.Step].Instruction} {e.Kind} {e.Place}".TrimEnd()));
        Assert.Contains(trace.Registers, r => r is { Register: 7, IsStale: true } && r.Object == index);
    }

    [Fact]
    public void A_call_that_leaves_the_packet_leaves_its_pointers()
    {
        LifetimeTrace trace = Record("call 7");
        Assert.DoesNotContain(trace.Events, e => e.Kind == LifetimeEventKind.Invalidated);
        Assert.Contains(trace.Registers, r => r is { Register: 7, IsStale: false });
    }

    /// <summary>Loads the packet's begin, calls, and reads beyond what was checked, which is refused either way.</summary>
    private static LifetimeTrace Record(string call)
    {
        LoadRequest request = new TextProgram
        {
            Type = ProgramType.SchedCls,
            Text =
                $"""
                r6 = r1
                r7 = *(u32 *)(r1 + 76)
                r1 = r6
                r2 = 0
                {call}
                r0 = *(u8 *)(r7 + 0)
                exit
                """,
        }.Request();
        VerificationResult result = Verifier.Verify(request, KernelProfile.Linux73, new VerifierOptions { Recording = new Recording() });
        Assert.Equal(Verdict.Rejected, result.Verdict);
        return result.Trace!;
    }
}
