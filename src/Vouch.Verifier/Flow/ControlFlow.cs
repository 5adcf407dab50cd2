using System;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Walks every path of the program's graph once, calls included: everything must be reachable, without privilege nothing may
/// loop. On the way it marks where exploration compares and stores states, and merges what callees do into their callers.
/// </summary>
internal sealed class ControlFlow
{
    private readonly ProgramFacts facts;
    private readonly Permissions permissions;
    private readonly SourceLines sourceLines;
    private readonly RejectionSink rejections;
    private readonly CallbackFrames callbacks;
    private readonly Instruction[] program;
    private readonly Progress[] progress;
    private readonly int[] path;
    private int depth;

    private ControlFlow(
        ProgramFacts facts, Permissions permissions, SourceLines sourceLines, RejectionSink rejections, CallbackFrames callbacks)
    {
        this.facts = facts;
        this.permissions = permissions;
        this.sourceLines = sourceLines;
        this.rejections = rejections;
        this.callbacks = callbacks;
        program = facts.Program.Instructions;
        progress = new Progress[program.Length];
        path = new int[program.Length];
    }

    // How far an instruction's edges are followed; the order of the values matters.
    private enum Progress : byte
    {
        Unknown,
        Discovered,
        FallThroughTaken,
        BranchTaken,
        Explored,
    }

    // One step of the walk: the instruction is finished for now, or another was put on the path before it.
    private enum Step
    {
        Done,
        Deeper,
        Failed,
    }

    private Check Failure { get; set; }

    /// <summary>Checks the graph and sets the marks of all instructions.</summary>
    public static Check CheckAndMark(
        ProgramFacts facts, Permissions permissions, SourceLines sourceLines, RejectionSink rejections, CallbackFrames callbacks)
    {
        ControlFlow walk = new(facts, permissions, sourceLines, rejections, callbacks);
        int callback = facts.ExceptionCallback > 0 ? facts.Subprograms[facts.ExceptionCallback].Start : 0;
        if (!walk.WalkFrom(0) || (callback > 0 && walk.progress[callback] != Progress.Explored && !walk.WalkFrom(callback)))
        {
            return walk.Failure;
        }

        SubprogramInfo main = facts.Subprograms[0];
        facts.ChangesPacketData = main.ChangesPacketData;
        facts.MightSleep = main.MightSleep;
        return walk.RequireAllReached();
    }

    private bool WalkFrom(int start)
    {
        progress[start] = Progress.Discovered;
        path[0] = start;
        depth = 1;
        while (depth > 0)
        {
            int current = path[depth - 1];
            switch (Visit(current))
            {
                case Step.Done:
                    progress[current] = Progress.Explored;
                    depth--;
                    break;
                case Step.Failed:
                    return false;
            }
        }

        return true;
    }

    private Check RequireAllReached()
    {
        for (int i = 0; i < program.Length; i++)
        {
            if (progress[i] != Progress.Explored)
            {
                return rejections.Reject(Rule.Unreachable, Subject.Instruction(i), Errno.Invalid, $"unreachable insn {i}");
            }

            if (program[i].IsWideImmediate)
            {
                if (progress[i + 1] != Progress.Unknown)
                {
                    return rejections.Reject(
                        Rule.MiddleOfWideImmediate, Subject.Instruction(i), Errno.Invalid, $"jump into the middle of ldimm64 insn {i}");
                }

                i++;
            }
        }

        return Check.Ok;
    }

    private Step Visit(int index)
    {
        Instruction insn = program[index];
        if (insn.IsFunctionReference)
        {
            return VisitCall(index, insn, entersCallee: true);
        }

        if (!insn.IsJump)
        {
            if (insn.IsPacketLoad())
            {
                ListHiddenExit(index);
            }

            return Follow(index, index + (insn.IsWideImmediate ? 2 : 1), Progress.FallThroughTaken);
        }

        switch (insn.JumpOperation)
        {
            case JumpOperation.Exit:
                return Step.Done;
            case JumpOperation.Call:
                NoteCall(index, insn);
                return VisitCall(index, insn, insn.IsSubprogramCall);
            case JumpOperation.Always when insn.UsesSourceRegister:
                return VisitIndirectJump(index);
            case JumpOperation.Always:
                int target = index + insn.JumpDistance() + 1;
                Step step = Follow(index, target, Progress.FallThroughTaken);
                if (step == Step.Done)
                {
                    Mark(target, InstructionMarks.PrunePoint | InstructionMarks.JumpPoint | InstructionMarks.JumpTarget);
                }

                return step;
            default:
                Mark(index, InstructionMarks.PrunePoint | (insn.IsMayGoto ? InstructionMarks.ForceCheckpoint : 0));
                Step fallThrough = Follow(index, index + 1, Progress.FallThroughTaken);
                return fallThrough == Step.Done
                    ? Follow(index, index + insn.Offset + 1, Progress.BranchTaken)
                    : fallThrough;
        }
    }

    private Step VisitCall(int index, Instruction insn, bool entersCallee)
    {
        int next = index + (insn.IsWideImmediate ? 2 : 1);
        Step step = Follow(index, next, Progress.FallThroughTaken);
        if (step != Step.Done)
        {
            return step;
        }

        Mark(next, InstructionMarks.PrunePoint | InstructionMarks.JumpPoint);
        if (!entersCallee)
        {
            return Step.Done;
        }

        int callee = insn.CalleeStart(index);
        Mark(index, InstructionMarks.PrunePoint);
        MergeEffects(index, callee);
        return Follow(index, callee, Progress.BranchTaken);
    }

    // The last visit of a call comes when its callee is explored: without recursion the callee's effects are complete by then.
    private void MergeEffects(int callSite, int callee)
    {
        SubprogramInfo from = facts.Subprograms[facts.SubprogramAt(callee)];
        SubprogramInfo into = facts.Subprograms[facts.SubprogramAt(callSite)];
        into.ChangesPacketData |= from.ChangesPacketData;
        into.MightSleep |= from.MightSleep;
        into.MightThrow |= from.MightThrow;
    }

    private void NoteCall(int index, Instruction insn)
    {
        CallEffects effects = CallEffects.Of(facts, insn);
        if (effects.CallsBackLater)
        {
            Mark(index, InstructionMarks.PrunePoint);
        }

        // Callbacks run any number of times: their call is a loop head, where a state must be found again.
        if (effects.CallsBack)
        {
            Mark(
                index,
                InstructionMarks.CallsCallback | InstructionMarks.ForceCheckpoint | InstructionMarks.PrunePoint
                    | InstructionMarks.JumpPoint);
            Mark(callbacks.ReturnSite(index), InstructionMarks.JumpPoint);
        }

        if (effects.IsIteratorNext)
        {
            Mark(index, InstructionMarks.PrunePoint | InstructionMarks.ForceCheckpoint | InstructionMarks.IteratorNext);
        }

        SubprogramInfo subprogram = facts.Subprograms[facts.SubprogramAt(index)];
        subprogram.CallsBack |= effects.CallsBack;
        subprogram.MightSleep |= effects.MightSleep;
        subprogram.ChangesPacketData |= effects.ChangesPacketData;
        subprogram.MightThrow |= effects.Throws;
        if (effects.IsTailCall)
        {
            ListHiddenExit(index);
        }
    }

    private void ListHiddenExit(int index)
    {
        if (facts.Program.Kernel.Rules.Flow.HiddenExitsHaveEdges && facts.ListedSuccessorsOf(index) is null)
        {
            int exit = facts.Subprograms[facts.SubprogramAt(index)].ExitIndex;
            facts.ListSuccessors(index, [index + 1, Math.Max(exit, 0)]);
        }
    }

    private Step VisitIndirectJump(int index)
    {
        int[]? targets = facts.ListedSuccessorsOf(index);
        if (targets is null)
        {
            if (JumpTables.TargetsOf(facts, rejections, index, out targets).Failed(out Check why))
            {
                return Fail(why);
            }

            facts.ListSuccessors(index, targets);
        }

        Mark(index, InstructionMarks.PrunePoint);
        bool isDone = true;
        foreach (int target in targets)
        {
            Mark(target, InstructionMarks.JumpPoint | InstructionMarks.JumpTarget);
            if (progress[target] == Progress.Unknown)
            {
                path[depth++] = target;
                progress[target] = Progress.Discovered;
                isDone = false;
            }
        }

        return isDone ? Step.Done : Step.Deeper;
    }

    private Step Follow(int from, int to, Progress edge)
    {
        if (progress[from] >= edge)
        {
            return Step.Done;
        }

        if ((uint)to >= (uint)program.Length)
        {
            sourceLines.Write(from, $"{from}: ");
            return Fail(rejections.Reject(
                Rule.JumpTarget, Subject.Instruction(from), Errno.Invalid, $"jump out of range from insn {from} to {to}"));
        }

        if (edge == Progress.BranchTaken)
        {
            Mark(to, InstructionMarks.PrunePoint | InstructionMarks.JumpPoint | InstructionMarks.JumpTarget);
        }

        switch (progress[to])
        {
            case Progress.Unknown:
                progress[from] = edge;
                progress[to] = Progress.Discovered;
                path[depth++] = to;
                return Step.Deeper;
            case Progress.Explored:
                progress[from] = edge;
                return Step.Done;
            default:
                return permissions.IsBpfCapable ? Step.Done : RejectLoop(from, to);
        }
    }

    private Step RejectLoop(int from, int to)
    {
        sourceLines.Write(from, $"{from}: ");
        sourceLines.Write(to, $"{to}: ");
        return Fail(rejections.Reject(Rule.BackEdge, Subject.Instruction(from), Errno.Invalid, $"back-edge from insn {from} to {to}"));
    }

    private Step Fail(Check why)
    {
        Failure = why;
        return Step.Failed;
    }

    private void Mark(int index, InstructionMarks marks)
    {
        if ((uint)index < (uint)program.Length)
        {
            facts.Notes[index].Marks |= marks;
        }
    }
}
