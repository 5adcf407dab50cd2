using System;
using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Admission;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Every rule in which releases differ: what a program meets under the newest answer, and under an older one.</summary>
public class RuleTests
{
    private static readonly KernelRules Newest = new();

    private static string After(int instruction, string text, ScalarRules rules) =>
        (MemoryProgram.Of(text) with { Rules = Newest with { Scalars = rules } }).StateAfter(instruction);

    private static string Chain(int functions) => string.Concat(
        Enumerable.Range(0, functions).Select(i => (i == 0 ? "" : $"f{i}: ") + (i + 1 < functions ? $"call f{i + 1}; " : "") + "r0 = 0; exit; "));

    [Fact]
    public void As_many_functions_are_active_as_the_release_allows()
    {
        KernelRules eight = Newest with { Limits = new Limits { CallFrames = 8 } };
        MemoryProgram.Of(Chain(9)).IsAccepted();
        (MemoryProgram.Of(Chain(8)) with { Rules = eight }).IsAccepted();
        (MemoryProgram.Of(Chain(9)) with { Rules = eight }).IsRejected("the call stack of 9 frames is too deep", Errno.TooBig);
    }

    [Fact]
    public void No_release_has_more_frames_than_a_state_has_room_for() => Assert.True(Newest.Limits.CallFrames <= VerifierState.MaxFrames);

    [Fact]
    public void A_kernel_function_has_as_many_parameters_as_the_release_allows()
    {
        int function = KernelProfile.Linux73.Types.Find("bpf_task_release", Bytecode.Btf.BtfKind.Function)!.Value.Value;
        TextProgram call = new()
        {
            Text = "call bpf_task_release; r0 = 0; exit", Type = Bytecode.Uapi.ProgramType.Syscall,
            Symbols = new AssemblySymbols { Kfuncs = { ["bpf_task_release"] = function } },
        };
        string Message(int parameters)
        {
            KernelProfile kernel = KernelProfile.Linux73.WithRules(Newest with { Limits = new Limits { KfuncParameters = parameters } });
            return Verifier.Verify(call.Request() with { KernelTypes = [kernel.Types] }, kernel, new VerifierOptions()).Message;
        }

        Assert.Equal("Function bpf_task_release has 1 > 0 args", Message(0));
        Assert.DoesNotContain("args", Message(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_path_gets_a_checkpoint_where_the_release_says_so()
    {
        // Instructions are dear here and jumps are cheap: checkpoints would be 8 instructions apart.
        string jumps = "r0 = *(u32 *)(r1 + 0); " + string.Concat(Enumerable.Range(1, 30).Select(i => $"if r0 > {i} goto +0; "));
        int States(int limit) => (MemoryProgram.Of(jumps + "r0 = 0; exit") with
        {
            Rules = Newest with { Pruning = new PruningRules { JumpsWithoutCheckpoint = limit } },
        }).Verify().Statistics.TotalStates;
        Assert.True(States(0) > States(40));
    }

    [Fact]
    public void The_head_of_an_unfinished_loop_is_given_up_where_the_release_says_so()
    {
        int Kept(int misses) => (MemoryProgram.Of("r6 = 0; loop: may_goto out; r6 += 1; if r6 != 20 goto loop; out: r0 = 0; exit") with
        {
            Rules = Newest with { Pruning = new PruningRules { MissesPerHitAtLoopHeads = misses } },
        }).Verify().Statistics.MaxStatesPerInstruction;
        Assert.Equal((1, 19), (Kept(0), Kept(64)));
    }

    [Fact]
    public void A_quotient_has_bounds_or_is_unknown()
    {
        const string Text = "r0 = *(u32 *)(r1 + 0); r0 /= 16; exit";
        Assert.Contains("umax=smax32=umax32=0xfffffff", After(1, Text, new ScalarRules()), StringComparison.Ordinal);
        Assert.Equal("R0=scalar()", After(1, Text, new ScalarRules { BoundsDivisions = false }));
    }

    [Fact]
    public void Swapped_bytes_are_known_or_forgotten()
    {
        Assert.Equal("R0=256", After(1, "r0 = 1; r0 = bswap16 r0; exit", new ScalarRules()));
        Assert.Equal("R0=scalar()", After(1, "r0 = 1; r0 = bswap16 r0; exit", new ScalarRules { FollowsByteSwaps = false }));
    }

    [Fact]
    public void A_sign_mask_goes_on_as_two_paths_or_as_one()
    {
        const string Text = "r0 = *(u32 *)(r1 + 0); r0 <<= 32; r0 s>>= 63; r0 &= 5; exit";
        Assert.Equal("R0=0", After(3, Text, new ScalarRules()));
        Assert.Equal("R0=scalar(smin=smin32=0,smax=umax=smax32=umax32=5,var_off=(0x0; 0x5))", After(3, Text, new ScalarRules { ForksOnSignMasks = false }));
    }

    [Theory]
    [InlineData("r6 += 7", true, true)]
    [InlineData("r6 -= 7", true, false)]
    [InlineData("r6 += -7", true, false)]
    [InlineData("w6 += 7", true, false)]
    [InlineData("r6 *= 7", false, false)]
    public void Numbers_stay_linked_over_more_or_fewer_sums(string sum, bool since71, bool before)
    {
        string text = $"r0 = *(u32 *)(r1 + 0); r6 = r0; {sum}; r0 = r6; exit";
        Assert.Equal(since71, After(2, text, new ScalarRules()).Contains("id=", StringComparison.Ordinal));
        Assert.Equal(before, After(2, text, new ScalarRules { LinksOverAllSums = false }).Contains("id=", StringComparison.Ordinal));
    }

    [Fact]
    public void Global_functions_count_frames_anew_or_on()
    {
        string[] names = ["main", .. Enumerable.Range(1, 16).Select(i => $"f{i}")];
        TextProgram program = new() { Text = "main: " + Chain(17), Functions = names, Globals = names[1..] };
        Errno Outcome(CallRules rules)
        {
            Session session = program.Run(KernelProfile.Linux73.WithRules(Newest with { Calls = rules })).Session;
            return StackDepth.CheckAll(session).Code;
        }

        Assert.Equal(Errno.None, Outcome(new CallRules()));
        Assert.Equal(Errno.TooBig, Outcome(new CallRules { GlobalFunctionsCountAnew = false }));
    }

    [Fact]
    public void Rejections_are_explained_or_not()
    {
        MemoryProgram leak = MemoryProgram.Of("r1 = r10; r1 += -8; r2 = 1; r3 = 0; call bpf_dynptr_read; exit");
        MemoryProgram Under(bool explains) => leak with { Rules = Newest with { Log = new LogRules { ExplainsRejections = explains } } };
        Assert.Equal(Under(true).Verify().Message, Under(false).Verify().Message);
        Assert.Contains("\nVerification failed: ", Under(true).Verify().Log, StringComparison.Ordinal);
        Assert.DoesNotContain("\nVerification failed: ", Under(false).Verify().Log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_closing_lines_count_by_function_or_give_their_stacks()
    {
        MemoryProgram program = MemoryProgram.Of("*(u64 *)(r10 - 8) = 0; call f; exit; f: *(u64 *)(r10 - 24) = 0; r0 = 0; exit") with { Level = LogLevels.Statistics };
        Assert.Contains("\nstack depth max 48\nsubprog 0 ", program.Verify().Log, StringComparison.Ordinal);
        string older = (program with { Rules = Newest with { Log = new LogRules { CountsByFunction = false } } }).Verify().Log;
        Assert.Contains("\nstack depth 8+24\nprocessed ", older, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stacks_are_those_of_the_functions_that_are_left()
    {
        // Delta L6: a function that no path enters is taken out, and a program that throws gets a handler.
        LogRules older = new() { CountsByFunction = false };
        MemoryProgram dead = MemoryProgram.Of("r1 = 0; if r1 == 0 goto out; call f; out: r0 = 0; exit; f: *(u64 *)(r10 - 24) = 0; r0 = 0; exit")
            with { Level = LogLevels.Statistics, Rules = Newest with { Log = older } };
        Assert.Contains("\nstack depth 0\nprocessed ", dead.Verify().Log, StringComparison.Ordinal);

        KernelProfile kernel = KernelProfile.Linux73.WithRules(Newest with { Log = older });
        int function = kernel.Types.Find("bpf_throw", Bytecode.Btf.BtfKind.Function)!.Value.Value;
        TextProgram throws = new()
        {
            Text = "*(u64 *)(r10 - 8) = 0; r1 = 0; call bpf_throw; r0 = 0; exit", Type = Bytecode.Uapi.ProgramType.SchedCls,
            Symbols = new AssemblySymbols { Kfuncs = { ["bpf_throw"] = function } },
        };
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.Statistics } };
        string log = Verifier.Verify(throws.Request() with { KernelTypes = [kernel.Types] }, kernel, options).Log;
        Assert.Contains("\nstack depth 8+0\nprocessed ", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Global_functions_are_named_with_paths_or_at_every_level()
    {
        // Delta 6.18 L1.
        string LogOf(string text, bool withPaths)
        {
            TextProgram program = new() { Text = text, Functions = ["main", "f"], Globals = ["f"] };
            KernelProfile kernel = KernelProfile.Linux73.WithRules(Newest with { Log = new LogRules { NamesGlobalFunctionsWithPaths = withPaths } });
            VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.Statistics } };
            return Verifier.Verify(program.Request() with { KernelTypes = [kernel.Types] }, kernel, options).Log;
        }

        const string FailsInMain = "main: call f; r0 = r9; exit; f: r0 = 0; exit", FailsInFunction = "main: call f; exit; f: r0 = r9; exit";
        Assert.DoesNotContain("unc#1", LogOf(FailsInMain, withPaths: true), StringComparison.Ordinal);
        Assert.DoesNotContain("unc#1", LogOf(FailsInFunction, withPaths: true), StringComparison.Ordinal);
        Assert.Contains("Func#1 ('f') is global and assumed valid.\n", LogOf(FailsInMain, withPaths: false), StringComparison.Ordinal);
        Assert.Contains("Validating f() func#1...\n", LogOf(FailsInFunction, withPaths: false), StringComparison.Ordinal);
    }
}
