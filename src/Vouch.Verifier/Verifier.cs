using System;
using System.Diagnostics;
using Vouch.Bytecode.Loading;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Verifier.Admission;
using Vouch.Verifier.Exploration;
using Vouch.Verifier.Flow;
using Vouch.Verifier.Flow.Stack;

namespace Vouch.Verifier;

/// <summary>The verifier: the passes in the kernel's order, one line each.</summary>
public static class Verifier
{
    /// <summary>
    /// Verifies one program as the load command of the given kernel would. Never throws for what is in the program; throws
    /// <see cref="VerifierBugException"/> for a defect of Vouch itself.
    /// </summary>
    public static VerificationResult Verify(LoadRequest request, KernelProfile kernel, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(kernel);
        options ??= new VerifierOptions();
        long started = Stopwatch.GetTimestamp();
        Session session = new(new ProgramUnderTest(request, kernel), kernel, options);
        Check outcome;
        try
        {
            outcome = RefuseUnlessExact(session, kernel, options).Failed(out Check why) ? why : RunPasses(session);
        }
        catch (Exception cause) when (cause is not VerifierBugException and not OutOfMemoryException)
        {
            throw new VerifierBugException(session.Path.InstructionIndex, cause);
        }

        VerificationResult result = ClosingStatistics.Finish(session, outcome, Stopwatch.GetElapsedTime(started));
        session.Release();
        return result;
    }

    /// <summary>
    /// Whether the kernel takes the program's types, or refuses them for a struct whose locks, kptrs or graph nodes break its rules.
    /// Loaders then go on without types. Other reasons to refuse BTF are known before there is a load request. Throws
    /// <see cref="VerifierBugException"/> for a defect of Vouch itself.
    /// </summary>
    public static bool TakesTypes(LoadRequest request, KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(kernel);
        try
        {
            if (request.Types is not { } types)
            {
                return true;
            }

            Session session = new(new ProgramUnderTest(request, kernel), kernel, new VerifierOptions());
            bool isGood = session.StructFields.Of(types).IsGood;
            session.Release();
            return isGood;
        }
        catch (Exception cause) when (cause is not VerifierBugException and not OutOfMemoryException)
        {
            throw new VerifierBugException(-1, cause);
        }
    }

    /// <summary>
    /// The session that verified another program which this one attaches to, or null when that is not accepted. The log is off.
    /// </summary>
    private static Session? VerifyTarget(Session attaching, LoadRequest target)
    {
        VerifierOptions options = new()
        {
            Semantics = attaching.Semantics, Presentation = new Presentation { LogLevel = LogLevels.None }, Budget = attaching.Budget,
        };
        Session session = new(new ProgramUnderTest(target, attaching.Program.Kernel), attaching.Program.Kernel, options);
        return RunPasses(session).IsOk ? session : null;
    }

    /// <summary>No verdict is given in the name of a kernel whose rules are not all there, unless the caller knows what that means.</summary>
    private static Check RefuseUnlessExact(Session session, KernelProfile kernel, VerifierOptions options) =>
        kernel.Release.Fidelity == Fidelity.Exact || options.AllowsPreview
            ? Check.Ok
            : session.NotSupported($"{kernel.Release} is a preview: its rules are not complete (--preview answers all the same, perhaps wrongly)");

    /// <summary>What is settled from the program's text alone.</summary>
    internal static Check RunPassesBeforeExploration(Session session)
    {
        bool resolvesKfuncsLast = session.Program.Kernel.Rules.Admission.ResolvesKfuncsLast;
        if (InstructionAdmission.CheckLastSlot(session).Failed(out Check why) ||
            FunctionRecords.CheckShape(session).Failed(out why) ||
            SubprogramDiscovery.Discover(session.Facts, session.Findings, session.Permissions, session.Rejections).Failed(out why) ||
            (!resolvesKfuncsLast && KfuncAdmission.CheckAll(session).Failed(out why)))
        {
            return why;
        }

        SubprogramDiscovery.WriteFound(session.Facts, session.Log);
        if (SubprogramBoundaries.CheckAll(session.Facts, session.Rejections).Failed(out why) ||
            FunctionRecords.MatchSubprograms(session).Failed(out why) ||
            LineRecords.CheckAndAssign(session).Failed(out why) ||
            InstructionAdmission.CheckAndResolve(session).Failed(out why) ||
            (resolvesKfuncsLast && KfuncAdmission.CheckAll(session).Failed(out why)) ||
            ControlFlow.CheckAndMark(
                session.Facts, session.Permissions, session.SourceLines, session.Rejections, session.Callbacks).Failed(out why))
        {
            return why;
        }

        PostOrder.Compute(session.Facts);
        if (AttachAdmission.Check(session, VerifyTarget).Failed(out why))
        {
            return why;
        }

        if (session.Program.Kernel.Rules.Flow.FoldsConstants)
        {
            ConstantRegistersPass.Compute(session.Facts);
            DeadBranches.Prune(session.Facts);
        }

        bool analysesStack = session.ObservedStack is null;
        if (analysesStack && CallOrder.Compute(session.Facts, session.Rejections).Failed(out why))
        {
            return why;
        }

        ConnectedComponents.Compute(session.Facts);
        if (analysesStack && StackAnalysis.Compute(session.Facts, session.StackLiveness, session.Listing, session.Rejections).Failed(out why))
        {
            return why;
        }

        LiveRegisters.Compute(session.Facts, session.Listing);
        FastcallPatterns.Mark(session.Facts);
        return Check.Ok;
    }

    private static Check RunPasses(Session session)
    {
        if (AttachRequestCheck.Check(session).Failed(out Check why) ||
            RunPassesBeforeExploration(session).Failed(out why))
        {
            return why;
        }

        PathExplorer explorer = new(session);
        if (explorer.ExploreMain().Failed(out why) || explorer.ExploreGlobalFunctions().Failed(out why))
        {
            return why;
        }

        LateRewrites.DropFastcallSpills(session);
        return StackDepth.CheckAll(session).Failed(out why) ? why : LateRewrites.Apply(session);
    }
}
