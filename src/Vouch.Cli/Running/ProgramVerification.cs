using System;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report;
using Vouch.Report.Story;
using Vouch.Verifier;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Cli.Running;

/// <summary>Verifies one prepared program and reports on it.</summary>
internal static class ProgramVerification
{
    /// <param name="program">The program, or why it could not be prepared.</param>
    /// <param name="path">Its object's path as users know it.</param>
    /// <param name="kernel">The kernel to ask.</param>
    /// <param name="options">Who loads it, and what is shown.</param>
    /// <param name="addedFlags">Load flags besides its own.</param>
    /// <param name="tellsStory">Tells the story of a rejection that has to do with the life of an object.</param>
    public static ProgramReport Run(
        PreparedProgram program, string path, KernelProfile kernel, VerifierOptions options, LoadFlags addedFlags, bool tellsStory = false)
    {
        var report = new ProgramReport
        {
            ObjectPath = path,
            ProgramName = program.Program.Name,
            SectionName = program.Program.SectionName,
            ProgramType = program.ProgramType,
            AttachType = program.ExpectedAttachType,
            ProgramSize = program.InstructionCount,
            Outcome = Outcome.NotPrepared,
            Preparation = program.Failure,
            Message = program.Failure?.Message ?? "",
            Code = options.Recording is not null && program.Request is { } code ? new ProgramCode(code) : null,
        };
        if (program.Request is not { } prepared)
        {
            return report;
        }

        try
        {
            LoadRequest request = AsLoaded(prepared, kernel, options, addedFlags);
            report = Verify(request, report, kernel, options);
            return tellsStory ? report with { Story = WithOlderRules(Tell(request, report, kernel, options), request, kernel, options) } : report;
        }
        catch (OutOfMemoryException)
        {
            return report with { Outcome = Outcome.NotSupported, GivenUp = GivenUp.Memory, Message = "memory: the verification takes more memory than there is" };
        }
        catch (VerifierBugException bug)
        {
            return report with { Outcome = Outcome.InternalError, Message = bug.Message };
        }
    }

    /// <summary>A use after an object's end may be one that older rules let pass; if they do, the story says so.</summary>
    private static LifetimeStory? WithOlderRules(LifetimeStory? story, LoadRequest request, KernelProfile kernel, VerifierOptions options)
    {
        if (story?.Rule != RuleCatalogue.IdOf(Rule.UseAfterEnd) || kernel.Rules.WithOlderObjects() is not { } older)
        {
            return story;
        }

        VerifierOptions silent = options with { Presentation = new Presentation { LogLevel = LogLevels.None }, Recording = null };
        if (Verifier.Verifier.Verify(request, kernel.WithRules(older), silent).Verdict != Verdict.Accepted)
        {
            return story;
        }

        NamedModel<ObjectModel> model = ModelNames.Of(older.Objects);
        string note = $"the object model of {model.Origin} (--object-model {model.Name}) lets this pass; it is not safe there either";
        return story with { Notes = story.Notes.Add(note) };
    }

    /// <summary>The story of a recorded path, or of a rejection; null when there is nothing to tell.</summary>
    private static LifetimeStory? Tell(LoadRequest request, ProgramReport report, KernelProfile kernel, VerifierOptions options)
    {
        if (report.Verification is { Trace: not null } recorded)
        {
            return StoryBuilder.Tell(request, recorded) ?? PathStory.Tell(request, recorded);
        }

        if (report.Verification is not { } verification || !StoryBuilder.IsWorthRecording(verification))
        {
            return null;
        }

        // Verification is the same every time, so it can be done again with a recording.
        VerifierOptions recording = options with
        {
            Presentation = new Presentation { LogLevel = LogLevels.None }, Recording = new Recording(),
        };
        return StoryBuilder.Tell(request, Verifier.Verifier.Verify(request, kernel, recording));
    }

    /// <summary>The request as it is made in the end: where types cannot be loaded, loaders go on without them.</summary>
    private static LoadRequest AsLoaded(LoadRequest request, KernelProfile kernel, VerifierOptions options, LoadFlags addedFlags)
    {
        request = request with { Flags = request.Flags | addedFlags };
        if (!options.Semantics.HasBpfCapability)
        {
            return request with { Types = null, Functions = [], Lines = [] };
        }

        return Verifier.Verifier.TakesTypes(request, kernel) ? request : request with
        {
            Types = null,
            Functions = [],
            Lines = [],
            Maps = [.. request.Maps.Select(map => map with { Types = null, KeyType = BtfTypeId.Void, ValueType = BtfTypeId.Void })],
        };
    }

    private static ProgramReport Verify(LoadRequest request, ProgramReport report, KernelProfile kernel, VerifierOptions options)
    {
        try
        {
            VerificationResult result = Verifier.Verifier.Verify(request, kernel, options);
            return report with
            {
                Outcome = result.Verdict switch
                {
                    Verdict.Accepted => Outcome.Accepted,
                    Verdict.Rejected => Outcome.Rejected,
                    _ => Outcome.NotSupported,
                },
                Verification = result,
                GivenUp = result.GivenUp,
                Message = result.Message,
                Place = result.Verdict == Verdict.Accepted ? null : SourcePlace.Of(request, result.LastInstruction),
            };
        }
        catch (VerifierBugException bug)
        {
            return report with
            {
                Outcome = Outcome.InternalError,
                Message = bug.Message,
                Place = SourcePlace.Of(request, bug.InstructionIndex),
            };
        }
    }
}
