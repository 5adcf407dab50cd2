namespace Vouch.Verifier.State;

/// <summary>
/// Walks backwards that began between two checkpoints. What one of them asked for is marked in all checkpoints behind, so a later walk
/// that comes to where it began need not ask for the same again.
/// </summary>
/// <remarks>
/// A place on the path is an instruction and the number of history entries before it. Loops whose condition is asked about in every
/// round are what this is for: their walks end after one round.
/// </remarks>
internal sealed class FinishedWalks
{
    // Later ones take the places of the earliest: walks rarely get that far back.
    private const int Capacity = 4;

    private readonly Walk[] walks = new Walk[Capacity];
    private int count;
    private ulong instructions;

    /// <summary>Forgets all: the state becomes another one.</summary>
    public void Clear()
    {
        count = 0;
        instructions = 0;
    }

    /// <summary>A walk that asked for these registers of a frame is finished.</summary>
    public void Add(int instruction, int history, int frame, uint registers)
    {
        walks[count % Capacity] = new Walk(instruction, history, frame, registers);
        count++;
        instructions |= Bit(instruction);
    }

    /// <summary>False when no walk began at the instruction; a quick look.</summary>
    public bool MayInclude(int instruction) => (instructions & Bit(instruction)) != 0;

    /// <summary>The registers of a frame that walks from this place have asked for.</summary>
    public uint Find(int instruction, int history, int frame)
    {
        uint registers = 0;
        for (int i = 0; i < count && i < Capacity; i++)
        {
            ref readonly Walk walk = ref walks[i];
            if (walk.Instruction == instruction && walk.History == history && walk.Frame == frame)
            {
                registers |= walk.Registers;
            }
        }

        return registers;
    }

    private static ulong Bit(int instruction) => 1ul << (instruction & 63);

    private readonly record struct Walk(int Instruction, int History, int Frame, uint Registers);
}
