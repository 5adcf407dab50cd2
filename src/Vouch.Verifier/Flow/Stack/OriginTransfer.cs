using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>What an instruction does to the pointers into stacks: arithmetic, spills and fills; other memory holds none.</summary>
/// <param name="depth">The frame of the function that is analysed.</param>
/// <param name="arguments">The function's incoming stack arguments.</param>
/// <param name="callers">For each frame below <paramref name="depth"/>: its spills at the call on the way here.</param>
internal sealed class OriginTransfer(int depth, PointerOrigin[] arguments, SpillOrigins[] callers)
{
    /// <summary>Changes a state as the instruction does.</summary>
    public void Apply(Instruction insn, OriginState state)
    {
        if (insn.StoresStackArgument())
        {
            int slot = OriginState.StackArgument(insn.Offset);
            if (slot >= 0)
            {
                state.Set(
                    OriginState.RegisterCount + slot,
                    insn.Class == InstructionClass.StoreRegister ? state.Values[insn.Source] : PointerOrigin.None);
            }

            return;
        }

        switch (insn.Class)
        {
            case InstructionClass.Alu64:
                state.Set(insn.Destination, Arithmetic(insn, state.Values[insn.Destination], state.Values[insn.Source]));
                break;
            case InstructionClass.Alu32:
                // Half a pointer is none.
                state.Set(insn.Destination, PointerOrigin.None);
                break;
            case InstructionClass.Load when insn.Mode == MemoryMode.Immediate:
                state.Set(insn.Destination, PointerOrigin.None);
                break;
            case InstructionClass.LoadRegister:
                state.Set(insn.Destination, Load(insn, state));
                break;
            case InstructionClass.StoreRegister:
                StoreRegister(insn, state);
                break;
            case InstructionClass.StoreImmediate when IsLocal(insn.Destination, state):
                Overwrite(insn, state);
                break;
            case InstructionClass.Jump when insn.JumpOperation == JumpOperation.Call:
                // Spills stay: a callee may scratch a slot, but never leaves a pointer into a stack there.
                for (int register = 0; register < 6; register++)
                {
                    state.Set(register, PointerOrigin.None);
                }

                break;
        }
    }

    private static PointerOrigin Arithmetic(Instruction insn, PointerOrigin destination, PointerOrigin source)
    {
        if (insn.UsesSourceRegister)
        {
            return insn.AluOperation == AluOperation.Mov
                ? insn.Offset == 0 ? source : PointerOrigin.None
                : destination.Mix(source);
        }

        return insn.AluOperation switch
        {
            AluOperation.Mov => PointerOrigin.None,
            AluOperation.Add when destination.HasFrame => destination.Add(insn.Immediate),
            AluOperation.Sub when destination.HasFrame => destination.Add(-(long)insn.Immediate),
            _ => destination.WithoutOffsets(),
        };
    }

    private bool IsLocal(int register, OriginState state) =>
        register == Instruction.FramePointer || state.Values[register].MayPointInto(depth);

    private PointerOrigin Load(Instruction insn, OriginState state)
    {
        if (insn.LoadsStackArgument())
        {
            int slot = OriginState.StackArgument(insn.Offset);
            return slot >= 0 ? arguments[slot] : PointerOrigin.None;
        }

        PointerOrigin address = state.Values[insn.Source];
        if (insn.Mode != MemoryMode.Memory || insn.AccessSize != 8)
        {
            return PointerOrigin.None;
        }

        if (IsLocal(insn.Source, state))
        {
            return Fill(insn, address, state.Spills, depth);
        }

        if (address.HasFrame && address.Frame < depth)
        {
            return Fill(insn, address, callers[address.Frame], address.Frame);
        }

        // Loaded from the stack of some caller: it may be any pointer that they hold.
        return address.IsVague && address.Frames != 0 ? address : PointerOrigin.None;
    }

    private static PointerOrigin Fill(Instruction insn, PointerOrigin address, SpillOrigins spills, int frame)
    {
        if (insn.Source == Instruction.FramePointer)
        {
            int slot = SpillOrigins.SlotAt(insn.Offset);
            return slot >= 0 ? spills[slot] : PointerOrigin.AnyUpTo(frame);
        }

        PointerOrigin loaded = PointerOrigin.None;
        for (int i = 0; i < address.OffsetCount; i++)
        {
            int slot = PointerOrigin.TryAdd(address.Offset(i), insn.Offset, out short at) ? SpillOrigins.SlotAt(at) : -1;
            if (slot < 0)
            {
                return PointerOrigin.AnyUpTo(frame);
            }

            loaded = loaded.Join(spills[slot]);
        }

        return address.OffsetCount == 0 ? PointerOrigin.AnyUpTo(frame) : loaded;
    }

    private void StoreRegister(Instruction insn, OriginState state)
    {
        bool isLocal = IsLocal(insn.Destination, state);
        if (insn.Mode == MemoryMode.Memory)
        {
            if (isLocal)
            {
                Spill(insn, state);
            }

            return;
        }

        if (isLocal && insn.Immediate != AtomicOperation.LoadAcquire)
        {
            Overwrite(insn, state);
        }

        if (insn.FetchedRegister() is var fetched and >= 0)
        {
            state.Set(fetched, PointerOrigin.None);
        }
    }

    private static void Spill(Instruction insn, OriginState state)
    {
        PointerOrigin value = insn.AccessSize == 8 ? state.Values[insn.Source] : PointerOrigin.None;
        if (insn.Destination == Instruction.FramePointer)
        {
            int slot = SpillOrigins.SlotAt(insn.Offset);
            state.Spills = slot >= 0 ? state.Spills.With(slot, value) : state.Spills;
            return;
        }

        PointerOrigin address = state.Values[insn.Destination];
        if (address.OffsetCount == 0)
        {
            state.Spills = state.Spills.JoinAll(value);
            return;
        }

        for (int i = 0; i < address.OffsetCount; i++)
        {
            int slot = PointerOrigin.TryAdd(address.Offset(i), insn.Offset, out short at) ? SpillOrigins.SlotAt(at) : -1;
            if (slot >= 0)
            {
                state.Spills = state.Spills.With(slot, address.OffsetCount == 1 ? value : state.Spills[slot].Join(value));
            }
        }
    }

    private static void Overwrite(Instruction insn, OriginState state)
    {
        if (insn.Destination == Instruction.FramePointer)
        {
            state.Spills = state.Spills.Overwrite(insn.Offset, insn.AccessSize, isCertain: true);
            return;
        }

        PointerOrigin address = state.Values[insn.Destination];
        if (address.OffsetCount == 0)
        {
            state.Spills = state.Spills.JoinAll(PointerOrigin.None);
            return;
        }

        for (int i = 0; i < address.OffsetCount; i++)
        {
            if (!PointerOrigin.TryAdd(address.Offset(i), insn.Offset, out short at))
            {
                state.Spills = state.Spills.JoinAll(PointerOrigin.None);
                break;
            }

            state.Spills = state.Spills.Overwrite(at, insn.AccessSize, address.OffsetCount == 1);
        }
    }
}
