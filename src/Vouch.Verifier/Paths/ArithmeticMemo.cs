using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>
/// What each arithmetic instruction computed last. Paths bring the same operands to an instruction over and over, and comparing
/// operands costs a fraction of what computing bounds does.
/// </summary>
internal sealed class ArithmeticMemo(ScalarDomain scalars)
{
    // By instruction: one more than its place among the entries, 0 for none yet.
    private int[] places = [];
    private Entry[] entries = [];
    private int count;

    /// <summary>Makes room for a program.</summary>
    public void Start(int instructionCount)
    {
        places = new int[instructionCount];
        entries = TablePool<Entry>.Rent(instructionCount);
        count = 0;
    }

    /// <summary>Gives the storage back.</summary>
    public void Release()
    {
        TablePool<Entry>.Return(entries);
        entries = [];
    }

    /// <summary>Replaces the destination's bounds by those of the result. The operation must be one that is tracked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(int index, Instruction insn, ref ScalarBounds destination, in ScalarBounds source)
    {
        ref int place = ref places[index];
        if (place == 0)
        {
            place = ++count;
        }
        else
        {
            ref readonly Entry last = ref entries[place - 1];
            if (last.Destination.IsSame(destination) && last.Source.IsSame(source))
            {
                destination = last.Result;
                return;
            }
        }

        ref Entry entry = ref entries[place - 1];
        entry.Destination = destination;
        entry.Source = source;
        entry.Result = scalars.Apply(
            insn.AluOperation, insn.Class == InstructionClass.Alu32, insn.Offset == 1, destination, source);
        destination = entry.Result;
    }

    private struct Entry
    {
        public ScalarBounds Destination;
        public ScalarBounds Source;
        public ScalarBounds Result;
    }
}
