using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>
/// How an instruction carries pointers from place to place, without looking at what they are: so that a copy of a pointer is still
/// known as one after its object ended.
/// </summary>
internal static class PlaceFlow
{
    /// <summary>Changes the places as the instruction is about to. Calls and exits are finished by <see cref="ChangeFrame"/>.</summary>
    public static void Apply(List<HeldPlace> places, PathCursor path, Instruction insn)
    {
        int frame = path.State.CurrentFrame;
        ObjectPlace destination = Register(frame, insn.Destination);
        switch (insn.Class)
        {
            case InstructionClass.Alu64:
                ApplyArithmetic(places, insn, frame);
                break;
            case InstructionClass.LoadRegister:
                Copy(places, StackPlace(path, insn.Source, insn), destination, insn.AccessSize == 8);
                break;
            case InstructionClass.StoreRegister when insn.Mode == MemoryMode.Atomic:
                Forget(places, StackPlace(path, insn.Destination, insn));
                Forget(places, Register(frame, insn.Source));
                Forget(places, Register(frame, 0));
                break;
            case InstructionClass.StoreRegister or InstructionClass.StoreImmediate:
                bool isRegister = insn.Class == InstructionClass.StoreRegister;
                Copy(places, Register(frame, insn.Source), StackPlace(path, insn.Destination, insn), isRegister && insn.AccessSize == 8);
                break;
            case InstructionClass.Alu32 or InstructionClass.Load:
                Forget(places, destination);
                break;
            default:
                break;
        }
    }

    /// <summary>What a call or exit leaves, once it is known which frame goes on.</summary>
    /// <param name="places">The places before it.</param>
    /// <param name="insn">The call or exit.</param>
    /// <param name="frame">The frame that it belongs to.</param>
    /// <param name="isCallback">That frame is a callback's.</param>
    /// <param name="next">The frame that goes on.</param>
    public static void ChangeFrame(List<HeldPlace> places, Instruction insn, int frame, bool isCallback, int next)
    {
        if (insn.IsExit && next < frame && !isCallback)
        {
            Copy(places, Register(frame, 0), Register(next, 0), isWhole: true);
        }

        if (insn.Class == InstructionClass.Jump && insn.JumpOperation == JumpOperation.Call)
        {
            for (int i = 1; i <= FrameState.ArgumentRegisters && insn.IsSubprogramCall && next > frame; i++)
            {
                Copy(places, Register(frame, i), Register(next, i), isWhole: true);
            }

            for (int i = 0; i <= FrameState.ArgumentRegisters; i++)
            {
                Forget(places, Register(frame, i));
            }
        }

        _ = places.RemoveAll(p => p.Place.Frame > next);
    }

    private static void ApplyArithmetic(List<HeldPlace> places, Instruction insn, int frame)
    {
        ObjectPlace destination = Register(frame, insn.Destination), source = Register(frame, insn.Source);
        switch (insn.AluOperation)
        {
            case AluOperation.Mov:
                Copy(places, source, destination, insn.UsesSourceRegister && insn.Offset == 0);
                break;
            case AluOperation.Add when insn.UsesSourceRegister && Find(places, destination) < 0:
                Copy(places, source, destination, isWhole: true);
                break;
            case AluOperation.Add or AluOperation.Sub:
                break;
            default:
                Forget(places, destination);
                break;
        }
    }

    /// <summary>The slot that a load or store accesses through a register; null when that is not the stack, or not a known place of it.</summary>
    private static ObjectPlace? StackPlace(PathCursor path, int register, Instruction insn)
    {
        ref RegisterState pointer = ref path.Registers[register];
        if (pointer.Type.Kind != RegisterKind.Stack || !pointer.HasKnownOffset)
        {
            return null;
        }

        int offset = unchecked((int)pointer.KnownOffset) + insn.Offset;
        return new ObjectPlace(PlaceKind.Stack, pointer.FrameNumber, offset & ~7);
    }

    private static void Copy(List<HeldPlace> places, ObjectPlace? from, ObjectPlace? to, bool isWhole)
    {
        if (to is not { } target || from == to)
        {
            return;
        }

        int source = from is { } place && isWhole ? Find(places, place) : -1;
        HeldPlace? copy = source < 0 ? null : places[source] with { Place = target };
        Forget(places, to);
        if (copy is { } held)
        {
            places.Add(held);
        }
    }

    private static void Forget(List<HeldPlace> places, ObjectPlace? place)
    {
        int index = place is { } known ? Find(places, known) : -1;
        if (index >= 0)
        {
            places.RemoveAt(index);
        }
    }

    /// <summary>The pointer at a place; objects that lie there themselves are not moved by loads and stores.</summary>
    private static int Find(List<HeldPlace> places, ObjectPlace place) => places.FindIndex(p => p.Place == place && !p.IsResident);

    private static ObjectPlace Register(int frame, int number) => new(PlaceKind.Register, frame, number);
}
