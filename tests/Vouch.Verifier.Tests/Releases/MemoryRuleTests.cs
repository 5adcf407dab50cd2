using System;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Loads, stores and memory of calls under the newest answers and under older ones.</summary>
public class MemoryRuleTests
{
    private static readonly KernelRules Newest = new();

    private static MemoryProgram Under(MemoryProgram program, MemoryRules rules) => program with { Rules = Newest with { Memory = rules } };

    private static MemoryProgram Under(MemoryProgram program, CallRules rules) => program with { Rules = Newest with { Calls = rules } };

    private static MemoryProgram Tracing(string text) => MemoryProgram.Of(text) with { Type = ProgramType.RawTracepoint };

    [Fact]
    public void A_context_that_is_not_rewritten_may_be_moved_or_not()
    {
        MemoryProgram moved = Tracing("r1 += 8; r0 = *(u64 *)(r1 + 0); r0 = 0; exit");
        moved.IsAccepted();
        Under(moved, new MemoryRules { MovesContexts = false }).IsRejected("dereference of modified ctx ptr R1 off=8 disallowed");
    }

    [Fact]
    public void The_context_of_a_system_call_is_memory_or_a_context_like_others()
    {
        MemoryProgram Syscall(string text) => MemoryProgram.Of(text) with { Type = ProgramType.Syscall, Flags = LoadFlags.Sleepable };
        MemoryRules older = new() { MovesContexts = false };
        MemoryProgram unaligned = Syscall("r0 = *(u32 *)(r1 + 2); r0 = 0; exit");
        unaligned.IsAccepted();
        Under(unaligned, older).IsRejected("invalid bpf_context access off=2 size=4");
        MemoryProgram variable = Syscall("r2 = *(u32 *)(r1 + 0); r2 &= 4; r1 += r2; r0 = *(u32 *)(r1 + 0); r0 = 0; exit");
        variable.IsAccepted();
        Under(variable, older).IsRejected("variable ctx access var_off=(0x0; 0x4) disallowed");
    }

    [Fact]
    public void Helpers_name_the_context_among_memory_or_not()
    {
        MemoryProgram passed = Tracing("r2 = 8; r3 = 0; call bpf_trace_printk; exit");
        const string Accepted = "R1 type=ctx expected=fp";
        passed.IsRejected(Accepted);
        Under(passed, new MemoryRules { MovesContexts = false }).IsRejected(
            "R1 type=ctx expected=fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_");
    }

    [Fact]
    public void Zeroes_and_spilled_zeroes_make_a_zero_or_something_unknown()
    {
        const string Text = "r0 = 0; *(u32 *)(r10 - 4) = r0; *(u32 *)(r10 - 8) = r0; r0 = *(u64 *)(r10 - 8); exit";
        Assert.Equal("0", ResultOf(Text, new MemoryRules()));
        Assert.Equal("scalar()", ResultOf(Text, new MemoryRules { JoinsZeroesOfSpills = false }));
    }

    [Fact]
    public void Next_to_a_store_somewhere_a_spill_is_plain_or_unreadable()
    {
        // The store hits one of the bytes -4 to -1 of a spilled register, whose other bytes are then read.
        MemoryProgram blurred = MemoryProgram.Of(
            "r3 = *(u32 *)(r1 + 0); *(u64 *)(r10 - 8) = r1; r3 &= 3; r2 = r10; r2 += -4; r2 += r3; *(u8 *)(r2 + 0) = r3; r0 = *(u64 *)(r10 - 8); r0 = 0; exit");
        blurred.IsAccepted();
        Under(blurred, new MemoryRules { BlursWholeSlots = false }).IsRejected("invalid size of register fill");
    }

    [Fact]
    public void A_pointer_to_a_buffer_is_spilled_or_stored_as_bytes()
    {
        MemoryProgram spill = MemoryProgram.Of("r6 = *(u64 *)(r1 + 0); *(u64 *)(r10 - 8) = r6; r0 = *(u64 *)(r10 - 8); r0 = *(u64 *)(r0 + 0); r0 = 0; exit") with
        {
            Type = ProgramType.RawTracepointWritable,
        };
        spill.IsAccepted();
        Under(spill, new MemoryRules { SpillsAllPointers = false }).IsRejected("R0 invalid mem access 'scalar'");
    }

    [Fact]
    public void A_lookup_in_a_map_of_maps_is_a_map_at_once_or_once_it_was_tested()
    {
        MapDefinition outer = new()
        {
            Name = "outer", Type = MapType.ArrayOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 1, Inner = MemoryProgram.Array("inner", 8),
        };
        MemoryProgram lookup = MemoryProgram.OfLookup("r2 = r10; r2 += -8; r1 = r0; call 1", outer);
        Assert.Contains("R0=map_ptr_or_null(id=1,ks=4,vs=8)", lookup.Verify().Log, StringComparison.Ordinal);
        string older = Under(lookup, new CallRules { TypesLookupsAtTheCall = false }).Verify().Log;
        Assert.Contains("R0=map_value_or_null(id=1,map=outer,ks=4,vs=4)", older, StringComparison.Ordinal);
        Assert.Contains("R1=map_ptr(id=1,ks=4,vs=8)", older, StringComparison.Ordinal);
    }

    private static string ResultOf(string text, MemoryRules rules)
    {
        string state = Under(MemoryProgram.Of(text), rules).StateAfter(text.Split(';').Length - 2);
        return state[(state.IndexOf("R0=", StringComparison.Ordinal) + 3)..].Split(' ')[0];
    }
}
