using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Kernel.Rules;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Tests.Repository;
using Vouch.Kernel;
using Vouch.Verifier;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Cli.Tests.Story;

public class LifetimeTraceTests
{
    [Fact]
    public void Nothing_is_recorded_unless_asked_for()
    {
        Assert.Null(Verify("owned_objects", "read_own_file", null).Trace);
    }

    [Fact]
    public void Recording_changes_nothing_of_the_result()
    {
        foreach (string program in new[] { "iterate", "reserve_in_a_callback", "callee_submits", "read_own_file" })
        {
            VerificationResult silent = Verify("owned_objects", program, null), recorded = Verify("owned_objects", program, new Recording());
            Assert.Equal(silent.Verdict, recorded.Verdict);
            Assert.Equal(silent.Statistics.ProcessedInstructions, recorded.Statistics.ProcessedInstructions);
            Assert.Equal(silent.Statistics.TotalStates, recorded.Statistics.TotalStates);
        }
    }

    [Fact]
    public void A_slice_is_derived_moved_proved_and_ends_with_what_it_is_a_view_of()
    {
        LifetimeTrace trace = Verify("bad_objects", "reads_a_slice_of_a_submitted_record", new Recording()).Trace!;
        Assert.Equal(["anchor", "dynptr", "slice"], trace.Objects.Select(o => o.Kind));
        Assert.Equal([-1, 0, 1], trace.Objects.Select(o => o.Parent));
        Assert.Equal(
            ["Derived r0", "Moved r6", "ProvedNotNull", "EndedWithParent"],
            trace.Events.Where(e => e.Object == 2).Select(e => $"{e.Kind} {e.Place}".TrimEnd()));
        Assert.Equal(LifetimeEventKind.Released, trace.Events.Last(e => e.Object == 0).Kind);
        Assert.Contains(new RegisterUse(6, 2, IsStale: true, IsPointerToPlace: false), trace.Registers);
    }

    [Fact]
    public void A_pointer_that_is_copied_after_its_object_ended_is_still_known()
    {
        LifetimeTrace trace = Verify("bad_objects", "releases_twice", new Recording()).Trace!;
        Assert.Contains(trace.Events, e => e.Kind == LifetimeEventKind.MovedStale && e.Place == new ObjectPlace(PlaceKind.Register, 0, 1));
        Assert.Contains(new RegisterUse(1, 0, IsStale: true, IsPointerToPlace: false), trace.Registers);
    }

    [Fact]
    public void What_a_callback_is_lent_is_taken_back()
    {
        LifetimeTrace trace = Verify("escapes", "keeps_a_slice_of_a_request", new Recording(), ObjectModel.Strict).Trace!;
        Assert.Contains(trace.Events, e => e.Kind == LifetimeEventKind.TakenBack && trace.Objects[e.Object].Kind == "dynptr");
        Assert.Contains(trace.Events, e => e.Kind == LifetimeEventKind.EndedWithParent && trace.Objects[e.Object].Kind == "slice");
    }

    [Fact]
    public void A_dynptr_in_a_frame_that_is_left_vanishes()
    {
        LifetimeTrace trace = Verify("bad_objects", "leaks_in_a_callback", new Recording()).Trace!;
        Assert.Contains(trace.Events, e => e.Kind == LifetimeEventKind.VanishedWithFrame && trace.Objects[e.Object].Kind == "dynptr");
    }

    [Fact]
    public void Of_an_accepted_program_the_wanted_path_is_kept()
    {
        LifetimeTrace main = Verify("owned_objects", "read_own_file", new Recording()).Trace!;
        LifetimeTrace second = Verify("owned_objects", "read_own_file", new Recording { Path = 2 }).Trace!;
        Assert.Equal((1, 2), (main.Path, main.Paths));
        Assert.Equal(4, main.Objects.Length);
        Assert.Equal(2, second.Path);
        Assert.Equal([LifetimeEventKind.Acquired, LifetimeEventKind.Moved, LifetimeEventKind.WasNull], second.Events.Select(e => e.Kind));
    }

    private static VerificationResult Verify(string sample, string program, Recording? recording, ObjectModel model = ObjectModel.Linux73)
    {
        KernelProfile kernel = KernelProfile.Open("linux-7.3");
        kernel = kernel.WithRules(kernel.Rules.WithObjects(model));
        PreparedProgram prepared = ObjectFile.Read(Repo.PathOf($"samples/{sample}.bpf.o"))
            .Prepare(kernel.OpenView(), new PrepareOptions { Selection = name => name == program }).Single();
        return Verifier.Verifier.Verify(prepared.Request!, kernel, new VerifierOptions { Recording = recording });
    }
}
