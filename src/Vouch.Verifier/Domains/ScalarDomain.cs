using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>How a kernel computes what is known of numbers. Reading it is <see cref="ScalarBounds"/>' affair and the same everywhere.</summary>
internal abstract class ScalarDomain
{
    /// <summary>Computes an arithmetic instruction that is tracked, zero-extends a 32-bit result, and synchronises.</summary>
    public abstract ScalarBounds Apply(AluOperation operation, bool is32, bool isSigned, in ScalarBounds destination, in ScalarBounds source);

    /// <summary>What is known of a number whose link is so far away from that of another number, of which this is known.</summary>
    /// <param name="value">What is known of the other.</param>
    /// <param name="distance">The difference.</param>
    /// <param name="wrapsAt32">The addition takes place in 32 bits.</param>
    public abstract ScalarBounds Follow(in ScalarBounds value, long distance, bool wrapsAt32);

    /// <summary>Decides a conditional jump; where both outcomes remain, refines the operands for each.</summary>
    /// <param name="test">The comparison.</param>
    /// <param name="first">What is known of the destination.</param>
    /// <param name="second">What is known of the other operand.</param>
    /// <param name="outcomes">The operands with which the program continues where the verdict is unknown.</param>
    public abstract BranchVerdict Decide(JumpTest test, in ScalarBounds first, in ScalarBounds second, out BranchOutcomes outcomes);

    /// <summary>Lets bits and limits learn from one another.</summary>
    public abstract ScalarBounds Sync(in ScalarBounds value);

    /// <summary>Keeps the low <paramref name="sizeBytes"/> bytes (1, 2 or 4), zero-extended, and synchronises.</summary>
    public abstract ScalarBounds Truncate(in ScalarBounds value, int sizeBytes);

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1, 2 or 4) into 64 bits; does not synchronise.</summary>
    public abstract ScalarBounds SignExtend64(in ScalarBounds value, int sizeBytes);

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1 or 2) into 32 bits, before the zero extension to 64.</summary>
    public abstract ScalarBounds SignExtend32(in ScalarBounds value, int sizeBytes);

    /// <summary>The high half becomes zero; synchronises.</summary>
    public abstract ScalarBounds ZeroExtend32(in ScalarBounds value);

    /// <summary>An offset from a pointer's base after an unknown move forwards; of its low half nothing is known. Does not synchronise.</summary>
    public abstract ScalarBounds MoveForwards(in ScalarBounds pointer, in ScalarBounds offset);

    /// <summary>The same after a move backwards.</summary>
    public abstract ScalarBounds MoveBackwards(in ScalarBounds pointer, in ScalarBounds offset);

    /// <summary>A number between two others, in 64 bits and in the low half; synchronised.</summary>
    public abstract ScalarBounds Between(long min, long max);

    /// <summary>A register narrowed to a number between two others; synchronised.</summary>
    public abstract ScalarBounds Narrow(in ScalarBounds value, int min, int max);

    /// <summary>What the log's line on limits that contradict themselves begins with.</summary>
    public virtual string ViolationPrefix => "verifier bug: ";

    /// <summary>The limits as the log shows them when they contradict themselves.</summary>
    public abstract string DescribeLimits(in ScalarBounds value);
}
