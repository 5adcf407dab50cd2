using System;
using System.Numerics;
using Vouch.Verifier.Paths;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Drops the link ids that only one scalar of a state carries: it is linked to nothing.</summary>
internal sealed class SingularLinks
{
    private (uint Id, int Count)[] counts = new (uint, int)[64];
    private int used;

    public void Drop(VerifierState state)
    {
        used = 0;
        Visit(state, drops: false);
        if (used > 0)
        {
            Visit(state, drops: true);
        }
    }

    private void Visit(VerifierState state, bool drops)
    {
        for (int number = 0; number <= state.CurrentFrame; number++)
        {
            FrameState frame = state[number];
            Visit(frame.Registers, drops);
            for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                StackSlot slot = frame.Stack[BitOperations.TrailingZeroCount(rest)];
                if (slot.IsSpill)
                {
                    Visit(ref slot.Spilled, drops);
                }
            }

            Visit(frame.OutgoingArguments.AsSpan(0, frame.OutgoingArgumentCount), drops);
        }
    }

    private void Visit(Span<RegisterState> registers, bool drops)
    {
        foreach (ref RegisterState register in registers)
        {
            Visit(ref register, drops);
        }
    }

    private void Visit(ref RegisterState register, bool drops)
    {
        if (!register.Type.IsScalar || register.Id == 0)
        {
            return;
        }

        ref (uint Id, int Count) entry = ref Entry(register.BaseId);
        if (!drops)
        {
            entry.Count++;
        }
        else if (entry.Count == 1)
        {
            LinkedScalars.Unlink(ref register);
        }
    }

    private ref (uint Id, int Count) Entry(uint id)
    {
        for (int i = 0; i < used; i++)
        {
            if (counts[i].Id == id)
            {
                return ref counts[i];
            }
        }

        if (used == counts.Length)
        {
            Array.Resize(ref counts, used * 2);
        }

        counts[used] = (id, 0);
        return ref counts[used++];
    }
}
