using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Subprograms in the order of the call graph, callees first; a call that closes a circle is recursion and rejected.</summary>
internal static class CallOrder
{
    private const byte OnPath = 1;
    private const byte Ordered = 2;

    /// <summary>Sets <see cref="ProgramFacts.TopologicalOrder"/>. Only instructions that can be reached count.</summary>
    public static Check Compute(Session session)
    {
        int count = session.Facts.Subprograms.Length;
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
                if (FindCallee(session, state, current, out int callee).Failed(out Check why))
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

        session.Facts.TopologicalOrder = order;
        Log(session, order);
        return Check.Ok;
    }

    /// <summary>The next callee that has no place in the order yet, or -1.</summary>
    private static Check FindCallee(Session session, byte[] state, int caller, out int callee)
    {
        SubprogramInfo subprogram = session.Facts.Subprograms[caller];
        for (int i = subprogram.PostOrderStart; i < subprogram.PostOrderEnd; i++)
        {
            int index = session.Facts.PostOrder[i];
            Instruction insn = session.Program.Instructions[index];
            if (!insn.RefersToSubprogram())
            {
                continue;
            }

            callee = session.Facts.SubprogramAt(insn.CalleeStart(index));
            if (state[callee] == 0)
            {
                return Check.Ok;
            }

            // A function may pass itself as a callback: that is no call yet.
            if (state[callee] == OnPath && insn.IsSubprogramCall)
            {
                return session.Reject(
                    Errno.Invalid, $"recursive call from {subprogram.Name}() to {session.Facts.Subprograms[callee].Name}()");
            }
        }

        callee = -1;
        return Check.Ok;
    }

    private static void Log(Session session, int[] order)
    {
        if (!session.Log.TracesAll)
        {
            return;
        }

        for (int i = 0; i < order.Length; i++)
        {
            session.Log.Write($"topo_order[{i}] = {session.Facts.Subprograms[order[i]].Name}\n");
        }
    }
}
