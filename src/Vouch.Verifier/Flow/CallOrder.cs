using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Subprograms in the order of the call graph, callees first; a call that closes a circle is recursion and rejected.</summary>
internal static class CallOrder
{
    private const byte OnPath = 1;
    private const byte Ordered = 2;

    /// <summary>Sets <see cref="ProgramFacts.TopologicalOrder"/>. Only instructions that can be reached count.</summary>
    public static Check Compute(ProgramFacts facts, RejectionSink rejections)
    {
        int count = facts.Subprograms.Length;
        int[] order = new int[count];
        int[] path = new int[count];
        byte[] state = new byte[count];
        int ordered = 0;
        for (int root = 0; root < count; root++)
        {
            if (state[root] != 0)
            {
                continue;
            }

            int depth = 0;
            path[depth++] = root;
            state[root] = OnPath;
            while (depth > 0)
            {
                int current = path[depth - 1];
                if (FindCallee(facts, rejections, state, current, out int callee).Failed(out Check why))
                {
                    return why;
                }

                if (callee >= 0)
                {
                    state[callee] = OnPath;
                    path[depth++] = callee;
                    continue;
                }

                state[current] = Ordered;
                order[ordered++] = current;
                depth--;
            }
        }

        facts.TopologicalOrder = order;
        Log(facts, rejections.Log, order);
        return Check.Ok;
    }

    /// <summary>The next callee that has no place in the order yet, or -1.</summary>
    private static Check FindCallee(ProgramFacts facts, RejectionSink rejections, byte[] state, int caller, out int callee)
    {
        SubprogramInfo subprogram = facts.Subprograms[caller];
        for (int i = subprogram.PostOrderStart; i < subprogram.PostOrderEnd; i++)
        {
            int index = facts.PostOrder[i];
            Instruction insn = facts.Program.Instructions[index];
            if (!insn.RefersToSubprogram())
            {
                continue;
            }

            callee = facts.SubprogramAt(insn.CalleeStart(index));
            if (state[callee] == 0)
            {
                return Check.Ok;
            }

            // A function may pass itself as a callback: that is no call yet.
            if (state[callee] == OnPath && insn.IsSubprogramCall)
            {
                return rejections.Reject(
                    Rule.Recursion, Subject.Subprogram(callee),
                    Errno.Invalid, $"recursive call from {subprogram.Name}() to {facts.Subprograms[callee].Name}()");
            }
        }

        callee = -1;
        return Check.Ok;
    }

    private static void Log(ProgramFacts facts, VerifierLog log, int[] order)
    {
        if (!log.TracesAll)
        {
            return;
        }

        for (int i = 0; i < order.Length; i++)
        {
            log.Write($"topo_order[{i}] = {facts.Subprograms[order[i]].Name}\n");
        }
    }
}
