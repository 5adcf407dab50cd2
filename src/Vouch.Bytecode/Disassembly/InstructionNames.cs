using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>What the disassembly asks of its surroundings: the names and addresses that an instruction alone does not hold.</summary>
public class InstructionNames
{
    /// <summary>Names for an instruction seen alone: kfuncs are <c>kernel-function</c>, 16-byte immediates are their own bits.</summary>
    public static InstructionNames None { get; } = new();

    /// <summary>The name of the kernel function that a kfunc call refers to.</summary>
    public virtual string Kfunc(Instruction call) => "kernel-function";

    /// <summary>
    /// The number that a 16-byte immediate load shows. Loads of maps, map values and kernel variables show the kernel's address
    /// of them, or 0 to a user who must not see pointers.
    /// </summary>
    public virtual ulong WideImmediate(Instruction first, Instruction second) => Bits(first, second);

    /// <summary>The 64 bits that the two halves spell, the low half first.</summary>
    protected static ulong Bits(Instruction first, Instruction second) =>
        ((ulong)(uint)second.Immediate << 32) | (uint)first.Immediate;
}
