using System;
using System.Numerics;
using System.Runtime.CompilerServices;
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
            FrameState frame = state.ReadFrame(number);
            for (int i = 0; i < FrameState.RegisterCount; i++)
            {
                if (Visit(in frame.Registers[i], drops))
                {
                    state.WriteFrame(number).Registers[i].DropScalarId();
                }
            }

            for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (frame.Stack[i].IsSpill && Visit(in frame.Stack[i].Spilled, drops))
                {
                    state.WriteFrame(number).Stack[i].Spilled.DropScalarId();
                }
            }

            for (int i = 0; i < frame.OutgoingArgumentCount; i++)
            {
                if (Visit(in frame.OutgoingArguments[i], drops))
                {
                    state.WriteFrame(number).OutgoingArguments[i].DropScalarId();
                }
            }
        }
    }

    /// <summary>Counts a register's link, or tells whether it is to be dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Visit(in RegisterState register, bool drops)
    {
        if (!register.Type.IsScalar || register.Id == 0)
        {
            return false;
        }

        ref (uint Id, int Count) entry = ref Entry(register.BaseId);
        entry.Count += drops ? 0 : 1;
        return drops && entry.Count == 1;
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
