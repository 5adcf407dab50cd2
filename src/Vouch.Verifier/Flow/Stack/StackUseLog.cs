using System.Collections.Generic;
using System.Text;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>The level-2 dump of what each function instance reads and writes of stacks.</summary>
internal static class StackUseLog
{
    /// <summary>A frame's sets are cut to this many characters. Source: Linux 7.3, the verifier's scratch buffer.</summary>
    private const int MaxSetLength = 319;

    /// <summary>Writes all instances, by call site and then by depth.</summary>
    public static void Write(ProgramFacts facts, InstructionListing listing, StackLiveness liveness)
    {
        if (!listing.Log.TracesAll)
        {
            return;
        }

        List<FunctionInstance> sorted = [.. liveness.Instances];
        sorted.Sort((a, b) => a.CallSite != b.CallSite ? a.CallSite.CompareTo(b.CallSite) : a.Depth.CompareTo(b.Depth));
        StringBuilder text = new();
        foreach (FunctionInstance instance in sorted)
        {
            WriteInstance(facts, listing, instance, text);
        }
    }

    private static void WriteInstance(ProgramFacts facts, InstructionListing listing, FunctionInstance instance, StringBuilder text)
    {
        VerifierLog log = listing.Log;
        SubprogramInfo info = facts.Subprograms[instance.Subprogram];
        string title = OriginLog.Title(instance.Subprogram, info);
        log.Write($"stack use/def {title} (d{instance.Depth},cs{instance.CallSite}):\n");
        for (int i = info.Start; i < info.End; i++)
        {
            long start = log.Position;
            log.Write($"{i,3}: ");
            listing.Write(i);
            long length = log.Position - start;
            _ = text.Clear();
            AppendSets(text, instance, i, " use: ", isUse: true);
            AppendSets(text, instance, i, " def: ", isUse: false);
            if (text.Length > 0)
            {
                RemarkColumn.AppendAlignment(log, length);
                log.Write(";");
                log.Write(text.ToString());
            }

            log.Write("\n");
            i += facts.Program.Instructions[i].IsWideImmediate ? 1 : 0;
        }
    }

    private static void AppendSets(StringBuilder text, FunctionInstance instance, int index, string title, bool isUse)
    {
        bool isFirst = true;
        for (int f = instance.Depth; f >= 0; f--)
        {
            SlotAccess access = instance.AccessAt(f, index);
            SlotSet set = isUse ? access.Reads : access.Writes;
            if (set.IsEmpty)
            {
                continue;
            }

            _ = isFirst ? text.Append(title) : text;
            int start = text.Length;
            set.AppendTo(text, f, isFirst);
            text.Length = text.Length > start + MaxSetLength ? start + MaxSetLength : text.Length;
            isFirst = false;
        }
    }
}
