using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Fuzzing.Programs;
using Vouch.Kernel.Helpers;

namespace Vouch.Fuzzing.Generation;

/// <summary>Writes one program with its subprograms.</summary>
internal sealed class ProgramWriter(Dice dice, ProgramShape shape, Surroundings surroundings, string name)
{
    private readonly List<FuzzFunction> subprograms = [];
    private int labels, subprogramCount;

    public Dice Dice { get; } = dice;

    public ProgramShape Shape { get; } = shape;

    public ImmutableArray<MapRow> Maps => surroundings.Maps;

    /// <summary>Helpers that programs of this shape may call.</summary>
    public ImmutableArray<(string Name, HelperPrototype Prototype)> Helpers { get; } = surroundings.HelpersOf(shape);

    /// <summary>How many functions deep the one being written is called.</summary>
    public int CallDepth { get; private set; }

    public bool HasRoomForSubprograms => subprogramCount < 6 && CallDepth < 3;

    public BtfSpec KernelTypes => surroundings.KernelTypes;

    /// <summary>The type number of a struct of the base.</summary>
    public int TypeNumber(string structName) => surroundings.TypeNumber(structName);

    public int NextLabel() => labels++;

    public MapRow Map(string map) => Maps.First(m => m.Name == map);

    /// <summary>Writes the whole program.</summary>
    public FuzzProgram Write(int budget)
    {
        FunctionWriter main = new(this, FunctionRole.Main, budget) { MaxReturn = Shape.MaxReturn };
        main[1] = new Value(ValueKind.Context);
        // Kept where calls leave it alone, as compilers do.
        if (Dice.Chance(85))
        {
            main.Move(6, 1);
            main.ContextRegister = 6;
            main.WithPinned(6, () => main.Block(budget));
        }
        else
        {
            main.Block(budget);
        }

        main.Leave();
        FuzzFunction function = new(name, FunctionRole.Main, [ParameterKind.Context], [.. main.Lines]);
        return new FuzzProgram(Shape.Section, [function, .. subprograms]);
    }

    /// <summary>Writes a subprogram and returns its name.</summary>
    public string AddSubprogram(FunctionRole role, ImmutableArray<ParameterKind> parameters, System.Action<FunctionWriter> write, int budget)
    {
        string own = name + "_s" + (subprogramCount++).ToString(CultureInfo.InvariantCulture);
        CallDepth++;
        FunctionWriter writer = new(this, role, budget);
        write(writer);
        CallDepth--;
        subprograms.Add(new FuzzFunction(own, role, parameters, [.. writer.Lines]));
        return own;
    }
}
