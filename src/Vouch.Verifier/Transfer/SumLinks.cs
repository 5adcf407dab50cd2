using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Which arithmetic leaves a scalar linked with those that it was equal to.</summary>
internal static class SumLinks
{
    /// <summary>
    /// After r += constant the register is still known to be that constant away from the others of its id, once; any other
    /// operation ends the link.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepOrEnd(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source, ulong maximumBefore)
    {
        if ((destination.Id | (uint)destination.Delta) != 0)
        {
            LinkOrDrop(session, insn, ref destination, source, maximumBefore);
        }
    }

    private static void LinkOrDrop(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source, ulong maximumBefore)
    {
        bool is32 = insn.Class == InstructionClass.Alu32;
        if (!session.ScalarRules.LinksOverAllSums)
        {
            LinkOverAddition(session, insn, ref destination, source);
            return;
        }

        bool mayLink = session.Permissions.IsBpfCapable && insn.AluOperation is AluOperation.Add or AluOperation.Sub
            && source.IsConstAt(is32)
            && !(insn.UsesSourceRegister && insn.Source == insn.Destination)
            && destination.Id != 0 && (destination.Id & RegisterState.AddConstant) == 0;
        if (mayLink)
        {
            ulong constant = source.ConstValueAt(is32);
            bool fits = is32 ? maximumBefore <= uint.MaxValue : (long)constant is >= int.MinValue and <= int.MaxValue;
            int delta = unchecked((int)constant);
            bool subtracts = insn.AluOperation == AluOperation.Sub;
            if (fits && !(subtracts && delta == int.MinValue))
            {
                destination.Id |= is32 ? RegisterState.AddConstant32 : RegisterState.AddConstant64;
                destination.Delta = subtracts ? -delta : delta;
                return;
            }
        }

        destination.DropScalarId();
    }

    /// <summary>The narrower rule: one flag, for one 64-bit addition of a constant that is not negative and fits 31 bits.</summary>
    private static void LinkOverAddition(Session session, Instruction insn, ref RegisterState destination, in ScalarBounds source)
    {
        bool isSum = session.Permissions.IsBpfCapable && insn.Class == InstructionClass.Alu64 && insn.AluOperation == AluOperation.Add
            && destination.Id != 0 && source.IsConstAt(is32: false);
        if (!isSum)
        {
            EndLink(session, insn.AluOperation, ref destination, source);
        }
        else if (source.ConstValueAt(is32: false) > int.MaxValue || (destination.Id & RegisterState.AddConstant) != 0)
        {
            destination.DropScalarId();
        }
        else
        {
            destination.Id |= RegisterState.AddConstant64;
            destination.Delta = (int)source.ConstValueAt(is32: false);
        }
    }

    /// <summary>What two known numbers give bit by bit is written anew, so nothing of the older number is left.</summary>
    private static void EndLink(Session session, AluOperation operation, ref RegisterState destination, in ScalarBounds source)
    {
        if (operation is AluOperation.And or AluOperation.Or or AluOperation.Xor && source.Bits.IsConst && destination.IsConstant)
        {
            destination.DropScalarId();
        }
        else
        {
            session.Links.End(ref destination);
        }
    }
}
