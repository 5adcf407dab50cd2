using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Fuzzing.Programs;

/// <summary>What a function of a generated program is.</summary>
public enum FunctionRole
{
    /// <summary>The program itself.</summary>
    Main,

    /// <summary>A subprogram that is verified where it is called; also what callbacks are.</summary>
    Static,

    /// <summary>A subprogram that is verified once, by its types.</summary>
    Global,
}

/// <summary>The declared type of a parameter.</summary>
public enum ParameterKind
{
    /// <summary>A 32-bit number.</summary>
    Int,

    /// <summary>A 64-bit number.</summary>
    Long,

    /// <summary>The context, as the struct of the program's type.</summary>
    Context,

    /// <summary>48 bytes of memory, or null.</summary>
    Memory,

    /// <summary>16 bytes of memory, never null.</summary>
    NonNullMemory,

    /// <summary>A dynptr.</summary>
    Dynptr,

    /// <summary>A pointer without a type.</summary>
    VoidPointer,
}

/// <summary>One function: its name, its declared parameters, and its code as assembly, a statement or label a line.</summary>
/// <param name="Name">Unique in its object.</param>
/// <param name="Role">What it is.</param>
/// <param name="Parameters">In order; they decide nothing for static functions.</param>
/// <param name="Lines">Labels end in a colon and have lines of their own.</param>
public sealed record FuzzFunction(string Name, FunctionRole Role, ImmutableArray<ParameterKind> Parameters, ImmutableArray<string> Lines);

/// <summary>A program to ask about: the section that gives it its type, and its functions, the main one first.</summary>
/// <param name="Section">The ELF section, such as <c>tc</c>.</param>
/// <param name="Functions">The main function first.</param>
public sealed record FuzzProgram(string Section, ImmutableArray<FuzzFunction> Functions)
{
    /// <summary>The main function's name.</summary>
    public string Name => Functions[0].Name;

    /// <summary>Statements in all functions, labels not counted.</summary>
    public int StatementCount => Functions.Sum(f => f.Lines.Count(l => !IsLabel(l)));

    /// <summary>Whether a line is a label.</summary>
    public static bool IsLabel(string line) => line.EndsWith(':');
}
