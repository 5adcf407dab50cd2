using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>Writes one function and keeps a picture of what registers and stack hold, so that most of what it writes is accepted.</summary>
internal sealed class FunctionWriter
{
    /// <summary>Slots from here up are for scalars and spilled registers, those below for dynptrs, iterators and structs.</summary>
    private const int PlainStack = -96;

    private readonly HashSet<int> pinnedRegisters = [];
    private readonly HashSet<int> pinnedSlots = [];
    private readonly Stack<Action> obligations = [];
    private int objectStack = PlainStack;

    public FunctionWriter(ProgramWriter program, FunctionRole role, int budget)
    {
        Program = program;
        Role = role;
        Budget = budget;
    }

    public ProgramWriter Program { get; }

    public FunctionRole Role { get; }

    /// <summary>Statements still to be written.</summary>
    public int Budget { get; set; }

    /// <summary>How deep statements are nested.</summary>
    public int Depth { get; set; }

    public Dice Dice => Program.Dice;

    public ProgramShape Shape => Program.Shape;

    public List<string> Lines { get; } = [];

    /// <summary>Stack offsets of dynptrs that can be used here.</summary>
    public List<int> Dynptrs { get; } = [];

    public Picture State { get; private set; } = new();

    /// <summary>A spin lock is held: nearly no calls.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Inside a region where the program may not sleep, or one that may not be left by exit.</summary>
    public int RegionDepth { get; set; }

    /// <summary>The register that holds the context in the whole function, or -1.</summary>
    public int ContextRegister { get; set; } = -1;

    /// <summary>The value to return must be at most this.</summary>
    public int MaxReturn { get; set; } = 0xffff;

    public void Emit(string line) => Lines.Add(line);

    public void Emit(FormattableString line) => Lines.Add(line.ToString(CultureInfo.InvariantCulture));

    public string NewLabel() => "L" + Program.NextLabel().ToString(CultureInfo.InvariantCulture);

    public void Mark(string label) => Lines.Add(label + ":");

    public Value this[int register]
    {
        get => State.Registers[register];
        set => State.Registers[register] = value;
    }

    /// <summary>Registers whose value satisfies a condition.</summary>
    public List<int> RegistersWith(Func<Value, bool> condition)
    {
        List<int> found = [];
        for (int i = 0; i < Picture.RegisterCount; i++)
        {
            if (condition(State.Registers[i]))
            {
                found.Add(i);
            }
        }

        return found;
    }

    /// <summary>A random register with such a value, or -1.</summary>
    public int Find(Func<Value, bool> condition)
    {
        List<int> found = RegistersWith(condition);
        return found.Count == 0 ? -1 : Dice.Pick(found);
    }

    public bool Has(Func<Value, bool> condition) => RegistersWith(condition).Count > 0;

    /// <summary>A register that may be overwritten: one that holds nothing, or any that is not pinned.</summary>
    public int Target(bool mustSurviveCalls = false)
    {
        int first = mustSurviveCalls ? 6 : 0;
        List<int> empty = [], others = [];
        for (int i = first; i < Picture.RegisterCount; i++)
        {
            if (!pinnedRegisters.Contains(i))
            {
                (State.Registers[i].Kind == ValueKind.None ? empty : others).Add(i);
            }
        }

        return empty.Count > 0 && (others.Count == 0 || Dice.Chance(60)) ? Dice.Pick(empty) : others.Count > 0 ? Dice.Pick(others) : -1;
    }

    public bool IsPinned(int register) => pinnedRegisters.Contains(register);

    /// <summary>Keeps a register as it is while something is written.</summary>
    public void WithPinned(int register, Action body)
    {
        bool added = pinnedRegisters.Add(register);
        body();
        if (added)
        {
            _ = pinnedRegisters.Remove(register);
        }
    }

    /// <summary>A plain stack slot that may be overwritten.</summary>
    public int PlainSlot()
    {
        int offset;
        do
        {
            offset = -8 * Dice.Between(1, -PlainStack / 8);
        }
        while (pinnedSlots.Contains(offset));
        return offset;
    }

    /// <summary>A place on the stack for an object, used for nothing else in this function.</summary>
    public int ObjectSlot(int size)
    {
        objectStack -= (size + 7) / 8 * 8;
        return objectStack;
    }

    public int SlotMark() => objectStack;

    public void ReleaseSlots(int mark) => objectStack = mark;

    public void ForgetSlot(int offset) => State.Slots.Remove(offset);

    /// <summary>What a call leaves: R0, nothing in R1 to R5.</summary>
    public void Call(string name, Value result)
    {
        Emit("call " + name);
        for (int i = 1; i <= 5; i++)
        {
            State.Registers[i] = default;
        }

        State.Registers[0] = result;
    }

    public void Move(int to, int from)
    {
        if (to != from)
        {
            Emit($"r{to} = r{from}");
            State.Registers[to] = State.Registers[from];
        }
    }

    public void Constant(int register, long value)
    {
        Emit(value is >= int.MinValue and <= int.MaxValue ? $"r{register} = {value}" : (FormattableString)$"r{register} = {value} ll");
        State.Registers[register] = Value.Scalar(value);
    }

    /// <summary>Points a register at a stack slot, for an argument.</summary>
    public void StackAddress(int register, int offset)
    {
        Emit($"r{register} = r10");
        Emit($"r{register} += {offset}");
        State.Registers[register] = default;
    }

    /// <summary>Runs what must be done before the function can be left from here, innermost first.</summary>
    public void SettleObligations()
    {
        foreach (Action settle in obligations.ToArray())
        {
            settle();
        }
    }

    public bool HasObligations => obligations.Count > 0;

    /// <summary>Writes something inside of which leaving the function takes an extra step.</summary>
    public void WithObligation(Action settle, Action body)
    {
        obligations.Push(settle);
        body();
        _ = obligations.Pop();
    }

    /// <summary>Writes both sides of a branch; the pictures are joined behind them.</summary>
    public void Fork(string condition, Action? taken, Action fallThrough)
    {
        string there = NewLabel();
        Emit($"if {condition} goto {there}");
        Picture before = State.Clone();
        fallThrough();
        Picture afterFall = State;
        State = before;
        if (taken is null)
        {
            Mark(there);
        }
        else
        {
            string end = NewLabel();
            Emit("goto " + end);
            Mark(there);
            taken();
            Mark(end);
        }

        State.Join(afterFall);
    }

    /// <summary>Writes something that may leave the function instead of reaching its end: the picture behind it is the one before.</summary>
    public void Aside(Action body)
    {
        Picture before = State.Clone();
        body();
        State = before;
    }

    /// <summary>Writes statements that a loop repeats: what held before them holds behind them.</summary>
    public void Repeatable(Action body)
    {
        State.ForgetBounds();
        Picture head = State.Clone();
        List<int> registers = RegistersWith(v => v.Kind is not (ValueKind.None or ValueKind.Scalar)).FindAll(pinnedRegisters.Add);
        int[] slots = [.. State.Slots.Where(s => s.Value.Kind != ValueKind.Scalar).Select(s => s.Key).Where(pinnedSlots.Add)];
        body();
        registers.ForEach(r => pinnedRegisters.Remove(r));
        Array.ForEach(slots, s => pinnedSlots.Remove(s));
        for (int i = 0; i < Picture.RegisterCount; i++)
        {
            if (head.Registers[i].Kind == ValueKind.Scalar && State.Registers[i].Kind != ValueKind.Scalar)
            {
                Constant(i, 0);
            }
        }

        foreach ((int offset, Value value) in head.Slots)
        {
            if (value.Kind == ValueKind.Scalar && State.Slots.GetValueOrDefault(offset).Kind != ValueKind.Scalar)
            {
                Emit($"*(u64 *)(r10 - {-offset}) = 0");
                State.Slots[offset] = Value.Scalar(0);
            }
        }

        State.Join(head);
    }

    /// <summary>Forgets what a callee may have changed on this function's stack.</summary>
    public void ForgetUnpinnedSlots()
    {
        foreach (int offset in State.Slots.Keys.Where(o => !pinnedSlots.Contains(o)).ToArray())
        {
            State.Slots[offset] = State.Slots[offset].Kind == ValueKind.Scalar ? Value.Scalar() : State.Slots[offset];
        }
    }

    /// <summary>Writes statements until the budget is used up, at most so many.</summary>
    public void Block(int most)
    {
        Depth++;
        for (int i = 0; i < most && Budget > 0; i++)
        {
            Budget--;
            StatementTable.WriteOne(this);
        }

        Depth--;
    }

    /// <summary>Makes R0 a value to return, and leaves.</summary>
    public void Leave()
    {
        SettleObligations();
        if (this[0].Kind == ValueKind.Scalar && (this[0].Max >= 0 && this[0].Max <= MaxReturn) && Dice.Chance(50))
        {
            Emit("exit");
            return;
        }

        if (this[0].Kind == ValueKind.Scalar && MaxReturn > 0 && Dice.Chance(50))
        {
            int mask = (MaxReturn & 1) == 0 ? MaxReturn : MaxReturn & 0x7fff;
            Emit($"r0 &= {mask}");
        }
        else
        {
            Emit($"r0 = {Dice.Between(0, Math.Min(MaxReturn, 2))}");
        }

        Emit("exit");
    }
}
