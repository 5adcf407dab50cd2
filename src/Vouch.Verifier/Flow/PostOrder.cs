using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>The instructions of each subprogram in post-order: successors before predecessors, loops aside.</summary>
internal static class PostOrder
{
    private const byte Discovered = 1;
    private const byte Expanded = 2;
    private const byte Finished = 3;

    /// <summary>Sets <see cref="ProgramFacts.PostOrder"/> and each subprogram's part of it.</summary>
    public static void Compute(ProgramFacts facts)
    {
        int length = facts.Program.Instructions.Length;
        int[] order = new int[length];
        int[] stack = new int[length];
        byte[] state = new byte[length];
        int count = 0;
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            subprogram.PostOrderStart = count;
            int depth = 0;
            stack[depth++] = subprogram.Start;
            while (depth > 0)
            {
                int top = stack[depth - 1];
                if (state[top] == Expanded)
                {
                    state[top] = Finished;
                    order[count++] = top;
                    depth--;
                    continue;
                }

                // An instruction goes on the stack once, when discovered, so the stack never outgrows the program.
                state[top] = Expanded;
                Successors successors = Successors.Of(facts, top);
                for (int i = 0; i < successors.Count; i++)
                {
                    int next = successors[i];
                    if (state[next] == 0)
                    {
                        stack[depth++] = next;
                        state[next] = Discovered;
                    }
                    else if (state[next] == Expanded || (state[next] == Discovered && stack[depth - 1] != next))
                    {
                        // It lies below on the stack (and is not this one's other successor), so it comes later in the order.
                        facts.Notes[next].Marks |= InstructionMarks.RetreatTarget;
                        subprogram.HasRetreats = true;
                    }
                }
            }

            subprogram.PostOrderEnd = count;
        }

        facts.PostOrder = order[..count];
    }
}
