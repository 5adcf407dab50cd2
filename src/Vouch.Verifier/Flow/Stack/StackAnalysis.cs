using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// Finds what every function reads and writes of stacks, once for each way it is called: pointers into a caller's stack are
/// followed into callees and callbacks.
/// </summary>
internal sealed class StackAnalysis
{
    /// <summary>The most analyses of functions. Source: Linux 7.3, the liveness pass.</summary>
    private const int MaxAnalyses = 10000;

    private readonly ProgramFacts facts;
    private readonly InstructionListing listing;
    private readonly RejectionSink rejections;
    private readonly StackLiveness result;
    private readonly OriginLog log;
    private readonly OriginTable?[] latest;
    private readonly Dictionary<int, SpillOrigins> spillsAtCall = [];
    private readonly int valueCount;
    private readonly SharedRows<PointerOrigin> rows;
    private readonly bool[] isBeingAnalyzed;

    // By subprogram: its last analysis, if it stands for others.
    private readonly SolvedLeaf?[] leaves;
    private readonly int[] callSites = new int[VerifierState.MaxFrames];
    private int analyses;

    // A function that passes itself as a callback goes on with what the later analysis of it found.
    private bool isReentered;

    private StackAnalysis(ProgramFacts facts, StackLiveness liveness, InstructionListing listing, RejectionSink rejections)
    {
        this.facts = facts;
        this.listing = listing;
        this.rejections = rejections;
        result = liveness;
        log = new OriginLog(facts, listing);
        latest = new OriginTable?[facts.Subprograms.Length];
        valueCount = PassesStackArguments(facts.Program.Instructions) ? OriginState.LargestValueCount : OriginState.RegisterCount;
        rows = new SharedRows<PointerOrigin>(valueCount, Math.Max(facts.Program.Instructions.Length / 4, 1024), PointerOrigin.Unvisited);
        isBeingAnalyzed = new bool[facts.Subprograms.Length];
        leaves = new SolvedLeaf?[facts.Subprograms.Length];
    }

    /// <summary>Fills in the session's <see cref="StackLiveness"/>.</summary>
    public static Check Compute(ProgramFacts facts, StackLiveness liveness, InstructionListing listing, RejectionSink rejections)
    {
        StackAnalysis analysis = new(facts, liveness, listing, rejections);
        int[] order = facts.TopologicalOrder;

        // Callers first: what a call hands down is then analysed from there, and only the rest on its own.
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int subprogram = order[i];
            if (analysis.latest[subprogram] is not null && !facts.Subprograms[subprogram].IsGlobal)
            {
                continue;
            }

            FunctionInstance root = analysis.result.FindOrAdd(facts.Subprograms[subprogram].Start, 0, subprogram);
            if (analysis.Analyze(root, null).Failed(out Check why))
            {
                return why;
            }
        }

        analysis.rows.Release();
        analysis.result.IsComplete = true;
        StackUseLog.Write(facts, listing, analysis.result);
        return Check.Ok;
    }

    /// <summary>Some instruction uses the register through which stack arguments are passed.</summary>
    private static bool PassesStackArguments(Instruction[] instructions)
    {
        foreach (Instruction insn in instructions)
        {
            if (insn.Source == Instruction.StackArgumentRegister || insn.Destination == Instruction.StackArgumentRegister)
            {
                return true;
            }
        }

        return false;
    }

    // Recursion is bounded by the number of call frames.
    private Check Analyze(FunctionInstance instance, PointerOrigin[]? arguments)
    {
        if (++analyses > MaxAnalyses)
        {
            return rejections.Reject(
                Rule.LivenessAnalysis, Errno.TooBig, $"liveness analysis exceeded complexity limit ({analyses} calls)");
        }

        SpillOrigins[] callers = Callers(instance.Depth);
        if (arguments is not null && IsKnown(instance, arguments, callers))
        {
            return Check.Ok;
        }

        // An instance that was analysed before gets its writes of this round merged in, so the round needs a sheet of its own.
        FunctionInstance sheet = instance.IsSolved
            ? new FunctionInstance(instance.CallSite, instance.Depth, instance.Subprogram, facts.Subprograms[instance.Subprogram])
            : instance;
        int rowCount = rows.Count;
        int analysesBefore = analyses;
        isReentered |= isBeingAnalyzed[instance.Subprogram];
        isBeingAnalyzed[instance.Subprogram] = true;
        log.Begin(instance.Subprogram, instance.Depth);
        latest[instance.Subprogram] = OriginSolver.Solve(facts, listing, instance, rows, arguments, callers);
        NoteAccesses(sheet, latest[instance.Subprogram]!);
        log.Listing(instance.Subprogram, latest[instance.Subprogram]!);
        if (AnalyzeCallees(sheet).Failed(out Check why))
        {
            return why;
        }

        if (!ReferenceEquals(sheet, instance))
        {
            instance.Merge(sheet);
        }

        instance.Solve(facts);
        isBeingAnalyzed[instance.Subprogram] = false;
        rows.Count = isReentered ? rows.Count : rowCount;
        bool isLeaf = arguments is not null && analyses == analysesBefore && ReferenceEquals(sheet, instance);
        leaves[instance.Subprogram] = isLeaf ? new SolvedLeaf(instance, arguments!, callers) : null;
        return Check.Ok;
    }

    /// <summary>True when the function's last analysis gave what this one would. The log shows each in full.</summary>
    private bool IsKnown(FunctionInstance instance, PointerOrigin[] arguments, SpillOrigins[] callers)
    {
        if (log.IsOn || leaves[instance.Subprogram] is not { } leaf || !leaf.Fits(arguments, callers))
        {
            return false;
        }

        if (instance.IsSolved)
        {
            // Merging the same once more would change nothing.
            return ReferenceEquals(instance, leaf.Instance);
        }

        instance.BeLike(leaf.Instance);
        return true;
    }

    private SpillOrigins[] Callers(int depth)
    {
        SpillOrigins[] callers = new SpillOrigins[depth];
        for (int f = 0; f < depth; f++)
        {
            callers[f] = spillsAtCall[callSites[f]];
        }

        return callers;
    }

    private void NoteAccesses(FunctionInstance sheet, OriginTable table)
    {
        SubprogramInfo info = facts.Subprograms[sheet.Subprogram];
        for (int i = info.PostOrderEnd - 1; i >= info.PostOrderStart; i--)
        {
            int index = facts.PostOrder[i];
            Instruction insn = facts.Program.Instructions[index];
            switch (insn.Class)
            {
                case InstructionClass.LoadRegister or InstructionClass.StoreRegister or InstructionClass.StoreImmediate:
                    StackAccessNotes.NoteMemory(insn, index, sheet, table.ValuesAt(index));
                    break;
                case InstructionClass.Jump when insn.JumpOperation == JumpOperation.Call:
                    StackAccessNotes.NoteCall(facts, index, sheet, table.ValuesAt(index));
                    if (insn.IsSubprogramCall || facts.Notes[index].Is(InstructionMarks.CallsCallback))
                    {
                        spillsAtCall[index] = table[index].Spills ?? SpillOrigins.Empty;
                    }

                    break;
            }
        }
    }

    private Check AnalyzeCallees(FunctionInstance sheet)
    {
        SubprogramInfo info = facts.Subprograms[sheet.Subprogram];
        for (int i = info.PostOrderStart; i < info.PostOrderEnd; i++)
        {
            int index = facts.PostOrder[i];
            if (FindCallee(sheet, index, out PointerOrigin[]? arguments) is not (>= 0 and var callee)
                || arguments is null || !OriginTable.HasPointerArguments(arguments))
            {
                continue;
            }

            if (sheet.Depth == VerifierState.MaxFrames - 1)
            {
                return rejections.Reject(Rule.LivenessAnalysis, Errno.Invalid);
            }

            FunctionInstance called = result.FindOrAdd(index, sheet.Depth + 1, callee);
            callSites[sheet.Depth] = index;
            if (Analyze(called, arguments).Failed(out Check why))
            {
                return why;
            }

            // What the callee may read of this frame and those below is read by the call.
            for (int f = 0; f < called.Depth; f++)
            {
                SlotSet live = called.LiveBefore(f, called.Start);
                if (!live.IsEmpty)
                {
                    sheet.Read(f, index, live);
                }
            }
        }

        return Check.Ok;
    }

    /// <summary>The function that a call enters and what it passes; -1 when it enters none, or none that is known.</summary>
    private int FindCallee(FunctionInstance sheet, int index, out PointerOrigin[]? arguments)
    {
        arguments = null;
        Instruction insn = facts.Program.Instructions[index];
        if (insn.IsSubprogramCall)
        {
            arguments = latest[sheet.Subprogram]!.ValuesAt(index).ToArray();
            return facts.SubprogramAt(insn.CalleeStart(index));
        }

        if (!insn.IsHelperCall || !facts.Notes[index].Is(InstructionMarks.CallsCallback))
        {
            return -1;
        }

        (int callback, int context, int parameter) = CallbackRegisters((HelperId)insn.Immediate);
        PointerOrigin passed = latest[sheet.Subprogram]!.ValuesAt(index)[context];
        ref readonly InstructionNotes notes = ref facts.Notes[index];
        if ((notes.ConstantSubprogramMask & (1 << callback)) == 0)
        {
            // Different callbacks on different paths: whatever is passed may be read.
            if (!passed.IsNone)
            {
                StackAccessNotes.NoteAll(sheet, index);
            }

            return -1;
        }

        arguments = new PointerOrigin[valueCount];
        Array.Fill(arguments, PointerOrigin.None);
        arguments[parameter] = passed;
        return (int)notes.Constants[callback];
    }

    /// <summary>Which register holds the callback, which its context, and as which parameter the callback gets that.</summary>
    private static (int Callback, int Context, int Parameter) CallbackRegisters(HelperId helper) => helper switch
    {
        HelperId.ForEachMapElem => (2, 3, 4),
        HelperId.FindVma => (3, 4, 3),
        _ => (2, 3, 2),
    };
}
