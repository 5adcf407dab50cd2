using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Flow;
using Vouch.Verifier.Flow.Stack.Observed;
using Vouch.Verifier.Log;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Paths;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;
using Vouch.Verifier.Trace;
using Vouch.Verifier.Transfer;

namespace Vouch.Verifier.Exploration;

/// <summary>The main loop: follows every path of the program until all end or one is rejected.</summary>
internal sealed class PathExplorer(Session session)
{
    private readonly StateCache cache = new(session);

    // At hand here because every instruction asks for them.
    private readonly PathCursor path = session.Path;
    private readonly Instruction[] program = session.Program.Instructions;
    private readonly InstructionNotes[] notes = session.Facts.Notes;
    private readonly InstructionFindings[] byInstruction = session.Findings.Instructions;
    private readonly Counters counters = session.Counters;
    private readonly JumpHistory history = session.History;
    private readonly VerifierLog log = session.Log;
    private readonly PathRecorder? recorder = session.Recorder;
    private readonly ObservedStack? observed = session.ObservedStack;

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

            if (log.TracesPath)
            {
                log.Write($"Func#{subprogram} ('{findings.Info.Name}') is safe for any args that match its prototype\n");
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
        int processedBefore = counters.ProcessedInstructions;
        path.InstructionIndex = findings.Info.Start;
        session.SourceLines.Restart();
        recorder?.StartFunction();
        cache.Start();
        Check outcome = InitialState.Enter(session, subprogram, isSleepable);
        if (outcome.IsOk)
        {
            outcome = FollowPaths();
        }

        InstructionCounts.EndPath(path, session.Findings, counters);
        if (outcome.IsOk && !log.TracesAll)
        {
            log.Reset(0);
        }

        session.Pending.Clear();

        // Asynchronous callbacks run on stacks of their own, yet count for the function that they were started from.
        findings.TotalInstructions = totalBefore + counters.ProcessedInstructions - processedBefore;
        return outcome;
    }

    private Check FollowPaths()
    {
        bool takesBackLog = !log.TracesAll;
        bool printState = false;
        int previous = -1;
        while (true)
        {
            path.PreviousInstructionIndex = previous;
            if (BeforeInstruction().Failed(out Check why))
            {
                return why;
            }

            InstructionMarks marks = notes[path.InstructionIndex].Marks;
            bool isCovered = false;
            if ((marks & InstructionMarks.PrunePoint) != 0 && cache.Visit(out isCovered).Failed(out why))
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
                previous = path.InstructionIndex;
                if (Step(marks, ref printState, out isPathEnd).Failed(out why))
                {
                    return why;
                }
            }

            if (!isPathEnd)
            {
                continue;
            }

            recorder?.EndPath(isCovered);
            InstructionCounts.EndPath(path, session.Findings, counters);
            path.MarkAllScratched();
            if (cache.Loops.RequireVisit().Failed(out why))
            {
                return why;
            }

            BranchCounts.EndPath(session, cache);
            observed?.Update(path.State);
            if (!session.Pending.TryPop(takesBackLog))
            {
                return Check.Ok;
            }

            previous = path.PreviousInstructionIndex;
            printState = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Check BeforeInstruction()
    {
        history.StartInstruction();
        int index = path.InstructionIndex;
        if ((uint)index >= (uint)program.Length)
        {
            return RejectOutside();
        }

        counters.ProcessedInstructions++;
        if (counters.ProcessedInstructions > ProcessedLimit)
        {
            return RejectTooLarge();
        }

        if (counters.ProcessedInstructions % VerificationBudget.Interval == 0 && session.Budget?.IsExhausted() == true)
        {
            return session.GiveUp();
        }

        path.State.LastInstruction = path.PreviousInstructionIndex;
        path.State.InstructionIndex = index;
        return Check.Ok;
    }

    private Check RejectOutside() =>
        session.Reject(
            Rule.KernelBug, Errno.Fault,
            $"invalid insn idx {path.InstructionIndex} insn_cnt {program.Length}");

    private Check RejectTooLarge() =>
        session.Reject(
            Rule.ProcessedInstructions, Errno.TooBig, $"BPF program is too large. Processed {counters.ProcessedInstructions} insn");

    /// <summary>Logs and executes the current instruction, and moves on unless the path ends with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Check Step(InstructionMarks marks, ref bool printState, out bool isPathEnd)
    {
        ref InstructionFindings found = ref byInstruction[path.InstructionIndex];
        isPathEnd = false;
        if ((marks & InstructionMarks.JumpPoint) != 0 && history.Record(HistoryFlags.None).Failed(out Check why))
        {
            return why;
        }

        if (log.TracesPath)
        {
            LogBefore(ref printState);
        }

        bool isSpeculative = path.State.IsSpeculative;
        found.IsSeen |= !isSpeculative;
        if (isSpeculative && found.StopsSpeculation)
        {
            isPathEnd = true;
            return Check.Ok;
        }

        recorder?.BeforeInstruction();
        observed?.BeginInstruction(path.State, path.InstructionIndex);
        StepOutcome outcome = StepOutcome.Next;
        why = (marks & InstructionMarks.IllFormed) == 0
            ? InstructionStep.Execute(session, program[path.InstructionIndex], ref printState, out outcome)
            : InstructionForm.Refuse(session.Program, session.Rejections, program[path.InstructionIndex]);
        if (observed is not null && (why.IsOk || IsStoppedByBarrier(why.Code)))
        {
            observed.EndInstruction();
        }

        if (isSpeculative && IsStoppedByBarrier(why.Code))
        {
            // The machine never gets here with such values once a barrier stands before the instruction.
            session.Rejections.Forget();
            found.StopsSpeculation = true;
            found.SanitizeState = 0;
            isPathEnd = true;
            return Check.Ok;
        }

        if (!why.IsOk)
        {
            return why;
        }

        recorder?.AfterInstruction();
        ObjectInvariants.Assert(session);
        if (outcome == StepOutcome.Next)
        {
            path.InstructionIndex++;
        }

        isPathEnd = outcome == StepOutcome.PathEnd || (isSpeculative && found.ResultStopsSpeculation);
        return Check.Ok;
    }

    private static bool IsStoppedByBarrier(Errno code) => code is Errno.NotPermitted or Errno.AccessDenied or Errno.Invalid;

    private void LogBefore(ref bool printState)
    {
        VerifierState state = path.State;
        if (printState && log.TracesAll)
        {
            log.Write($"\nfrom {path.PreviousInstructionIndex} to {path.InstructionIndex}{Speculation(state)}:");
            session.StateText.Write(state, state.CurrentFrame, all: true);
            printState = false;
        }

        if (path.ScratchedRegisters != 0 || path.ScratchedStack != 0)
        {
            session.StateText.WriteAfterInstruction(state, state.CurrentFrame);
        }

        session.SourceLines.Write(path.InstructionIndex, "; ");
        session.Listing.WriteLine(path.InstructionIndex);
    }

    private void LogPruned(bool printState)
    {
        if (!log.TracesPath)
        {
            return;
        }

        if (printState)
        {
            log.Write(
                $"\nfrom {path.PreviousInstructionIndex} to {path.InstructionIndex}{Speculation(path.State)}: safe\n");
        }
        else
        {
            log.Write($"{path.InstructionIndex}: safe\n");
        }
    }

    private static string Speculation(VerifierState state) => state.IsSpeculative ? " (speculative execution)" : "";
}
