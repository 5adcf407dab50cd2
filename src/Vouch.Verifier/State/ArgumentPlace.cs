using System.Globalization;

namespace Vouch.Verifier.State;

/// <summary>
/// Where an operand lives: a register, or (arguments of calls beyond the fifth) an outgoing stack argument. Prints as messages
/// name it.
/// </summary>
internal readonly record struct ArgumentPlace
{
    private const int FirstStackArgument = 6;

    private readonly int raw;

    private ArgumentPlace(int raw) => this.raw = raw;

    public static ArgumentPlace OfRegister(int register) => new(register);

    /// <param name="index">0 is the sixth argument.</param>
    public static ArgumentPlace OfStackArgument(int index) => new(-1 - index);

    /// <summary>The argument of a call by position: 0..4 are R1..R5, the others outgoing stack arguments.</summary>
    public static ArgumentPlace OfArgument(int position) => position < 5 ? new(position + 1) : OfStackArgument(position - 5);

    /// <summary>The place of the argument before this one.</summary>
    public ArgumentPlace Previous => raw > 0 ? new(raw - 1) : raw == -1 ? OfRegister(5) : new(raw + 1);

    public bool IsRegister => raw >= 0;

    /// <summary>The register's number, or -1.</summary>
    public int Register => raw >= 0 ? raw : -1;

    /// <summary>Index of the outgoing stack argument; meaningful when this is no register.</summary>
    public int StackArgument => -1 - raw;

    /// <summary>What a rejection calls it: arguments beyond the fifth have no register.</summary>
    public Subject Subject => raw >= 0 ? Subject.Register(raw) : Subject.Argument(FirstStackArgument + StackArgument);

    /// <summary>The state kept there, in the executing frame. Stale once outgoing arguments grow.</summary>
    public ref RegisterState In(FrameState frame)
    {
        if (raw >= 0)
        {
            return ref frame.Registers[raw];
        }

        return ref frame.OutgoingArguments[StackArgument];
    }

    public override string ToString() => raw >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"R{raw}")
        : string.Create(CultureInfo.InvariantCulture, $"*(R11-{(StackArgument + 1) * 8})");

    public static implicit operator ArgumentPlace(int register) => OfRegister(register);
}
