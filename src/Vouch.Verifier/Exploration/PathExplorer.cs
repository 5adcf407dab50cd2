using System.Runtime.CompilerServices;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Paths;
using Vouch.Verifier.State;
using Vouch.Verifier.Transfer;

namespace Vouch.Verifier.Exploration;

/// <summary>The main loop: follows every path of the program until all end or one is rejected.</summary>
internal sealed class PathExplorer(Session session)
{
    private readonly StateCache cache = new(session);

    /// <summary>More processed instructions than this reject the program. Source: Linux 7.3.</summary>
    public const int ProcessedLimit = 1_000_000;

    /// <summary>Explores the main program from its first instruction.</summary>
    public Check ExploreMain()
    {
        session.Precision.Start(session.Program.Instructions);
        session.Arithmetic.Start(session.Program.Instructions.Length);
        return Explore(0, session.Program.IsSleepable);
    }

    /// <summary>Explores the global functions that were called, each in the contexts it was called from.</summary>
    /// <remarks>A global function may call others that nobody called before, so rounds go on until one finds nothing new.</remarks>
    public Check ExploreGlobalFunctions()
    {
        if (session.Program.Request.Functions.IsEmpty)
        {
            return Check.Ok;
        }

        // Nothing calls an exception callback, but every throw may. It runs in the main program's context.
        if (session.Facts.ExceptionCallback != 0)
        {
            session.Findings.Subprograms[session.Facts.ExceptionCallback].IsCalled[session.Program.IsSleepable ? 1 : 0] = true;
        }

        bool isDone = false;
        while (!isDone)
        {
            isDone = true;
            for (int i = 1; i < session.Facts.Subprograms.Length; i++)
            {
                if (ExploreGlobalFunction(i, ref isDone).Failed(out Check why))
                {
                    return why;
                }
            }
        }

        return Check.Ok;
    }

    private Check ExploreGlobalFunction(int subprogram, ref bool isDone)
    {
        SubprogramFindings findings = session.Findings.Subprograms[subprogram];
        for (int context = 0; context < findings.IsCalled.Length && findings.Info.IsGlobal; context++)
        {
            if (!findings.IsCalled[context] || findings.IsVerified[context])
            {
                continue;
            }

            if (Explore(subprogram, isSleepable: context == 1).Failed(out Check why))
            {
                return why;
            }

            if (session.Log.TracesPath)
            {
                session.Log.Write($"Func#{subprogram} ('{findings.Info.Name}') is safe for any args that match its prototype\n");
            }

            findings.IsVerified[context] = true;
            isDone = false;
        }

        return Check.Ok;
    }

    /// <summary>Explores one function that nobody in the program enters: the main program, or a global function on its own.</summary>
    private Check Explore(int subprogram, bool isSleepable)
    {
        SubprogramFindings findings = session.Findings.Subprograms[subprogram];
        int totalBefore = findings.TotalInstructions;
        int processedBefore = session.Counters.ProcessedInstructions;
        session.Path.InstructionIndex = findings.Info.Start;
        session.SourceLines.Restart();
        session.Recorder?.StartFunction();
        cache.Start();
        Check outcome = InitialState.Enter(session, subprogram, isSleepable);
        if (outcome.IsOk)
        {
            outcome = FollowPaths();
        }

        InstructionCounts.EndPath(session.Path, session.Findings, session.Counters);
        if (outcome.IsOk && !session.Log.TracesAll)
        {
            session.Log.Reset(0);
        }

        session.Pending.Clear();

        // Asynchronous callbacks run on stacks of their own, yet count for the function that they were started from.
        findings.TotalInstructions = totalBefore + session.Counters.ProcessedInstructions - processedBefore;
        return outcome;
    }

    private Check FollowPaths()
    {
        bool takesBackLog = !session.Log.TracesAll;
        bool printState = false;
        int previous = -1;
        while (true)
        {
            session.Path.PreviousInstructionIndex = previous;
            if (BeforeInstruction().Failed(out Check why))
            {
                return why;
            }

            bool isPrunePoint = session.CurrentNotes.Is(InstructionMarks.PrunePoint);
            bool isCovered = false;
            if (isPrunePoint && cache.Visit(out isCovered).Failed(out why))
            {
                return why;
            }

            bool isPathEnd;
            if (isCovered)
            {
                LogPruned(printState);
                isPathEnd = true;
            }
            else
            {
                previous = session.Path.InstructionIndex;
                if (Step(ref printState, out isPathEnd).Failed(out why))
                {
                    return why;
                }
            }

            if (!isPathEnd)
            {
                continue;
            }

            session.Recorder?.EndPath(isCovered);
            InstructionCounts.EndPath(session.Path, session.Findings, session.Counters);
            session.Path.MarkAllScratched();
            if (cache.Loops.RequireVisit().Failed(out why))
            {
                return why;
            }

            BranchCounts.EndPath(session, cache);
            if (!session.Pending.TryPop(takesBackLog))
            {
                return Check.Ok;
            }

            previous = session.Path.PreviousInstructionIndex;
            printState = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Check BeforeInstruction()
    {
        session.History.StartInstruction();
        int index = session.Path.InstructionIndex;
        if ((uint)index >= (uint)session.Program.Instructions.Length)
        {
            return RejectOutside();
        }

        session.Counters.ProcessedInstructions++;
        if (session.Counters.ProcessedInstructions > ProcessedLimit)
        {
            return RejectTooLarge();
        }

        session.Path.State.LastInstruction = session.Path.PreviousInstructionIndex;
        session.Path.State.InstructionIndex = index;
        return Check.Ok;
    }

    private Check RejectOutside() =>
        session.Reject(
            Rule.KernelBug, Errno.Fault,
            $"invalid insn idx {session.Path.InstructionIndex} insn_cnt {session.Program.Instructions.Length}");

    private Check RejectTooLarge() =>
        session.Reject(
            Rule.ProcessedInstructions, Errno.TooBig, $"BPF program is too large. Processed {session.Counters.ProcessedInstructions} insn");

    /// <summary>Logs and executes the current instruction, and moves on unless the path ends with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Check Step(ref bool printState, out bool isPathEnd)
    {
        ref InstructionFindings findings = ref session.CurrentFindings;
        isPathEnd = false;
        if (session.CurrentNotes.Is(InstructionMarks.JumpPoint) && session.History.Record(HistoryFlags.None).Failed(out Check why))
        {
            return why;
        }

        if (session.Log.TracesPath)
        {
            LogBefore(ref printState);
        }

        bool isSpeculative = session.Path.State.IsSpeculative;
        findings.IsSeen |= !isSpeculative;
        if (isSpeculative && findings.StopsSpeculation)
        {
            isPathEnd = true;
            return Check.Ok;
        }

        session.Recorder?.BeforeInstruction();
        why = InstructionStep.Execute(session, ref printState, out StepOutcome outcome);
        if (isSpeculative && IsStoppedByBarrier(why.Code))
        {
            // The machine never gets here with such values once a barrier stands before the instruction.
            session.Rejections.Forget();
            findings.StopsSpeculation = true;
            findings.SanitizeState = 0;
            isPathEnd = true;
            return Check.Ok;
        }

        if (!why.IsOk)
        {
            return why;
        }

        session.Recorder?.AfterInstruction();
        ObjectInvariants.Assert(session);
        if (outcome == StepOutcome.Next)
        {
            session.Path.InstructionIndex++;
        }

        isPathEnd = outcome == StepOutcome.PathEnd || (isSpeculative && findings.ResultStopsSpeculation);
        return Check.Ok;
    }

    private static bool IsStoppedByBarrier(Errno code) => code is Errno.NotPermitted or Errno.AccessDenied or Errno.Invalid;

    private void LogBefore(ref bool printState)
    {
        VerifierState state = session.Path.State;
        if (printState && session.Log.TracesAll)
        {
            session.Log.Write($"\nfrom {session.Path.PreviousInstructionIndex} to {session.Path.InstructionIndex}{Speculation(state)}:");
            session.StateText.Write(state, state.CurrentFrame, all: true);
            printState = false;
        }

        if (session.Path.ScratchedRegisters != 0 || session.Path.ScratchedStack != 0)
        {
            session.StateText.WriteAfterInstruction(state, state.CurrentFrame);
        }

        session.SourceLines.Write(session.Path.InstructionIndex, "; ");
        session.Listing.WriteLine(session.Path.InstructionIndex);
    }

    private void LogPruned(bool printState)
    {
        if (!session.Log.TracesPath)
        {
            return;
        }

        if (printState)
        {
            session.Log.Write(
                $"\nfrom {session.Path.PreviousInstructionIndex} to {session.Path.InstructionIndex}{Speculation(session.Path.State)}: safe\n");
        }
        else
        {
            session.Log.Write($"{session.Path.InstructionIndex}: safe\n");
        }
    }

    private static string Speculation(VerifierState state) => state.IsSpeculative ? " (speculative execution)" : "";
}
