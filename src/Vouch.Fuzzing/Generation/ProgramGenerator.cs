using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Writing;
using Vouch.Kernel;

namespace Vouch.Fuzzing.Generation;

/// <summary>Makes programs: the same seed and number give the same program.</summary>
internal sealed class ProgramGenerator
{
    private const int MistakesPercent = 55;

    private readonly BaseObject origin;
    private readonly Surroundings surroundings;
    private readonly int totalWeight = ProgramShape.All.Sum(s => s.Weight);

    public ProgramGenerator(BaseObject origin, KernelProfile kernel)
    {
        this.origin = origin;
        surroundings = new Surroundings(origin, kernel);
    }

    /// <summary>A program that assembles.</summary>
    public FuzzProgram Generate(ulong seed, long number)
    {
        for (ulong attempt = 0; ; attempt++)
        {
            Dice dice = new(unchecked((seed * 0x9e3779b97f4a7c15) ^ ((ulong)number * 0xd1b54a32d192ed03) ^ (attempt * 0x2545f4914f6cdd1d)));
            FuzzProgram program = Write(dice, number);
            for (int mistakes = dice.Chance(MistakesPercent) ? dice.Between(1, 2) : 0; mistakes > 0; mistakes--)
            {
                program = Mistake.Make(program, dice);
            }

            if (Assembles(program))
            {
                return program;
            }
        }
    }

    private FuzzProgram Write(Dice dice, long number)
    {
        int chosen = dice.Below(totalWeight);
        ProgramShape shape = ProgramShape.All.First(s => (chosen -= s.Weight) < 0);
        string name = "p" + number.ToString(CultureInfo.InvariantCulture);
        return new ProgramWriter(dice, shape, surroundings, name).Write(dice.Pick(4, 8, 14, 22, 32, 45));
    }

    private bool Assembles(FuzzProgram program)
    {
        try
        {
            AssembledProgram assembled = ObjectWriter.Assemble(origin, program);
            return assembled.Instructions.Length > 0 && program.Functions.All(f => f.Lines.Any(l => !FuzzProgram.IsLabel(l)));
        }
        catch (AssemblyException)
        {
            return false;
        }
    }
}
