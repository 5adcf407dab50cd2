using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Where control may go after one instruction, within its subprogram: the fall-through before the jump target.</summary>
internal readonly struct Successors
{
    private readonly int[]? listed;
    private readonly int first;
    private readonly int second;

    private Successors(int[] listed)
    {
        this.listed = listed;
        Count = listed.Length;
    }

    private Successors(int count, int first, int second)
    {
        Count = count;
        this.first = first;
        this.second = second;
    }

    public int Count { get; }

    public int this[int index] => listed is not null ? listed[index] : index == 0 ? first : second;

    public static Successors Of(ProgramFacts facts, int instruction)
    {
        if (facts.ListedSuccessorsOf(instruction) is { } known)
        {
            return new Successors(known);
        }

        Instruction insn = facts.Program.Instructions[instruction];
        int next = instruction + (insn.IsWideImmediate ? 2 : 1);
        if (!insn.IsJump)
        {
            return new Successors(1, next, 0);
        }

        int target = instruction + insn.JumpDistance() + 1;
        return insn.JumpOperation switch
        {
            JumpOperation.Exit => default,
            JumpOperation.Call => new Successors(1, next, 0),
            JumpOperation.Always => new Successors(1, target, 0),
            _ => new Successors(2, next, target),
        };
    }
}

/// <summary>Questions about jumps that several passes ask.</summary>
internal static class JumpShape
{
    /// <summary>The distance a jump goes, counted from the instruction behind it.</summary>
    public static int JumpDistance(this Instruction insn) => insn.Opcode == 0x06 ? insn.Immediate : insn.Offset;

    /// <summary>A jump that depends on a comparison; may_goto counts as one.</summary>
    public static bool IsConditionalJump(this Instruction insn) =>
        insn.IsJump && insn.JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit)
        && insn.JumpOperation <= JumpOperation.Conditional;

    /// <summary>The subprogram's first instruction that a call or a function reference at an index names.</summary>
    public static int CalleeStart(this Instruction insn, int index) => index + insn.Immediate + 1;

    /// <summary>A call into the program itself or a reference to one of its functions.</summary>
    public static bool RefersToSubprogram(this Instruction insn) => insn.IsSubprogramCall || insn.IsFunctionReference;

    /// <summary>A legacy packet load: it may leave the program.</summary>
    public static bool IsPacketLoad(this Instruction insn) =>
        insn.Class == InstructionClass.Load && insn.Mode is (MemoryMode.Absolute or MemoryMode.Indirect);

    /// <summary>A store to the outgoing arguments beyond the fifth.</summary>
    public static bool StoresStackArgument(this Instruction insn) =>
        insn.Opcode is 0x7a or 0x7b && insn.Destination == Instruction.StackArgumentRegister
        && insn.Offset < 0 && insn.Offset % 8 == 0;

    /// <summary>A load of an incoming argument beyond the fifth.</summary>
    public static bool LoadsStackArgument(this Instruction insn) =>
        insn.Opcode == 0x79 && insn.Source == Instruction.StackArgumentRegister && insn.Offset > 0 && insn.Offset % 8 == 0;

    /// <summary>The register that an atomic instruction loads the old value into, or -1.</summary>
    public static int FetchedRegister(this Instruction insn)
    {
        if (!insn.IsAtomic)
        {
            return -1;
        }

        return insn.Immediate switch
        {
            AtomicOperation.CompareExchange => 0,
            AtomicOperation.LoadAcquire => insn.Destination,
            _ => (insn.Immediate & AtomicOperation.Fetch) != 0 ? insn.Source : -1,
        };
    }
}
