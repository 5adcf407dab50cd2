using System.Globalization;
using System.Numerics;
using System.Text;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack.Observed;

/// <summary>Backward data flow over one function: which slots are live before each instruction, and which are written from it on.</summary>
internal static class ObservedLiveness
{
    /// <summary>Works the sets out until nothing changes; each change is logged, and how many rounds it took.</summary>
    public static void Solve(ProgramFacts facts, VerifierLog log, ObservedFunction function)
    {
        if (function.LostWrites)
        {
            function.ForgetWritesFromHere();
        }

        int rounds = 0;
        bool isChanged = true;
        while (isChanged)
        {
            rounds++;
            isChanged = false;
            for (int frame = 0; frame <= function.Depth; frame++)
            {
                for (int i = function.Info.PostOrderStart; i < function.Info.PostOrderEnd && function.Knows(frame); i++)
                {
                    isChanged |= Step(facts, log, function, frame, facts.PostOrder[i]);
                }
            }
        }

        if (log.TracesAll)
        {
            log.Write($"{Place(function)} live stack update done in {rounds} iterations\n");
        }
    }

    private static bool Step(ProgramFacts facts, VerifierLog log, ObservedFunction function, int frame, int instruction)
    {
        Successors successors = Successors.Of(facts, instruction);
        if (successors.Count == 0)
        {
            return false;
        }

        ulong after = 0;
        ulong written = ulong.MaxValue;
        for (int i = 0; i < successors.Count; i++)
        {
            ref readonly ObservedSlots next = ref function.At(frame, successors[i]);
            after |= next.Live;
            written &= next.WritesFromHere;
        }

        ref ObservedSlots seen = ref function.At(frame, instruction);
        written |= seen.Writes;
        ulong live = (after & ~seen.Writes) | seen.Reads;
        if (log.TracesAll && ((seen.Reads | seen.Writes) != 0 || instruction == function.Info.Start
            || facts.Notes[instruction].Is(InstructionMarks.PrunePoint)))
        {
            LogChange(log, function, frame, instruction, new("live", seen.Live, live));
            LogChange(log, function, frame, instruction, new("written", seen.WritesFromHere, written));
        }

        bool isChanged = live != seen.Live || written != seen.WritesFromHere;
        seen.Live = live;
        seen.WritesFromHere = written;
        return isChanged;
    }

    private static void LogChange(VerifierLog log, ObservedFunction function, int frame, int instruction, in Change change)
    {
        if (change.Before == change.After)
        {
            return;
        }

        log.Write($"{Place(function)} frame {frame} insn {instruction} ");
        if ((change.After & ~change.Before) != 0)
        {
            log.Write($"+{change.Word} {Offsets(change.After & ~change.Before)} ");
        }

        if ((change.Before & ~change.After) != 0)
        {
            log.Write($"-{change.Word} {Offsets(change.Before & ~change.After)}");
        }

        log.Write("\n");
    }

    private static string Place(ObservedFunction function)
    {
        StringBuilder text = new("(");
        foreach (int callSite in function.Chain)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{callSite},");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{function.Info.Start})").ToString();
    }

    private static string Offsets(ulong slots)
    {
        StringBuilder text = new();
        for (; slots != 0; slots &= slots - 1)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{StackBytes.OffsetOf(BitOperations.TrailingZeroCount(slots))}");
        }

        return text.ToString();
    }

    /// <summary>A set of slots of an instruction before and after a step.</summary>
    private readonly record struct Change(string Word, ulong Before, ulong After);
}
