using System;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>The level-2 dump of where pointers into stacks are.</summary>
internal sealed class OriginLog(ProgramFacts facts, InstructionListing listing)
{
    private readonly VerifierLog log = listing.Log;

    /// <summary>Every step of the analysis is shown.</summary>
    public bool IsOn { get; } = listing.Log.TracesAll;

    /// <summary>An analysis begins.</summary>
    public void Begin(int subprogram, int depth)
    {
        if (IsOn)
        {
            log.Write($"subprog#{subprogram}: analyzing (depth {depth})...\n");
        }
    }

    /// <summary>What an instruction changed, on a line of its own; nothing when it changed nothing.</summary>
    public void Transition(int index, OriginTable before, OriginState after)
    {
        if (!IsOn)
        {
            return;
        }

        bool hasLine = false;
        ReadOnlySpan<PointerOrigin> old = before.ValuesAt(index);
        for (int i = 0; i < old.Length; i++)
        {
            if (old[i] != after.Values[i])
            {
                Change(index, ref hasLine, i, old[i], after.Values[i]);
            }
        }

        SpillOrigins spills = before[index].Spills!;
        for (int slot = 0; slot < SpillOrigins.SlotCount && !ReferenceEquals(spills, after.Spills); slot++)
        {
            if (spills[slot] != after.Spills[slot])
            {
                Change(index, ref hasLine, -slot - 1, spills[slot], after.Spills[slot]);
            }
        }

        if (hasLine)
        {
            log.Write("\n");
        }
    }

    /// <summary>A value became vaguer where paths meet. Places 0 and up are as in <see cref="OriginState"/>, -1 and down are slots.</summary>
    public void Join(int from, int to, int place, PointerOrigin old, PointerOrigin incoming, PointerOrigin joined)
    {
        if (!IsOn)
        {
            return;
        }

        log.Write($"arg JOIN insn {from} -> {to} ");
        Place(place, ": ");
        Value(old);
        log.Write(" + ");
        Value(incoming);
        log.Write(" => ");
        Value(joined);
        log.Write("\n");
    }

    /// <summary>The function with what its loads, stores and calls see.</summary>
    public void Listing(int subprogram, OriginTable table)
    {
        if (!IsOn)
        {
            return;
        }

        SubprogramInfo info = facts.Subprograms[subprogram];
        log.Write($"{Title(subprogram, info)}:\n");
        for (int i = info.Start; i < info.End; i++)
        {
            log.Write($"{i,3}: ");
            listing.Write(i);
            Instruction insn = facts.Program.Instructions[i];
            if (insn.Class is InstructionClass.LoadRegister or InstructionClass.StoreRegister || insn.Opcode == 0x85)
            {
                Remark(table, i);
            }

            log.Write("\n");
            i += insn.IsWideImmediate ? 1 : 0;
        }
    }

    /// <summary>A function as the dumps name it.</summary>
    public static string Title(int subprogram, SubprogramInfo info) =>
        info.Name.Length == 0 ? $"subprog#{subprogram}" : $"subprog#{subprogram} {info.Name}";

    private void Remark(OriginTable table, int index)
    {
        if (table[index].Spills is not { } spills)
        {
            return;
        }

        bool hasAny = false;
        ReadOnlySpan<PointerOrigin> values = table.ValuesAt(index);
        for (int i = 0; i < values.Length; i++)
        {
            if (i != Instruction.FramePointer && values[i].IsPointer)
            {
                RemarkPlace(ref hasAny, i, values[i]);
            }
        }

        for (int slot = 0; slot < SpillOrigins.SlotCount && !ReferenceEquals(spills, SpillOrigins.Empty); slot++)
        {
            if (spills[slot].IsPointer)
            {
                RemarkPlace(ref hasAny, -slot - 1, spills[slot]);
            }
        }
    }

    private void RemarkPlace(ref bool hasAny, int place, PointerOrigin value)
    {
        log.Write(hasAny ? " " : " // ");
        hasAny = true;
        Place(place, "=");
        Value(value);
    }

    private void Change(int index, ref bool hasLine, int place, PointerOrigin old, PointerOrigin changed)
    {
        if (!hasLine)
        {
            log.Write($"{index,3}: ");
            listing.Write(index);
            hasLine = true;
        }

        log.Write("\t");
        Place(place, ": ");
        Value(old);
        log.Write(" -> ");
        Value(changed);
    }

    private void Place(int place, string end)
    {
        if (place < 0)
        {
            log.Write($"fp{place * 8}{end}");
        }
        else if (place < OriginState.RegisterCount)
        {
            log.Write($"r{place}{end}");
        }
        else
        {
            log.Write($"sa{place - OriginState.RegisterCount}{end}");
        }
    }

    private void Value(PointerOrigin value)
    {
        if (value.IsVague)
        {
            log.Write($"IMP{value.Frames:x}");
        }
        else if (!value.HasFrame)
        {
            log.Write(value.IsNone ? "_" : "?");
        }
        else if (value.OffsetCount == 0)
        {
            log.Write($"fp{value.Frame} ?");
        }

        for (int i = 0; i < value.OffsetCount; i++)
        {
            log.Write($"{(i == 0 ? "" : "|")}fp{value.Frame}{value.Offset(i):+0;-0;+0}");
        }
    }
}
