using System.Globalization;

namespace Vouch.Verifier.Rejections;

/// <summary>What a rejection is about.</summary>
public readonly record struct Subject
{
    private Subject(SubjectKind kind, int number, string? name = null)
    {
        Kind = kind;
        Number = number;
        Name = name;
    }

    public SubjectKind Kind { get; }

    /// <summary>The number of what is told by one; 0 for the others.</summary>
    public int Number { get; }

    /// <summary>It is told by a number.</summary>
    public bool HasNumber => Kind is not (SubjectKind.None or SubjectKind.Function or SubjectKind.Map or SubjectKind.Field or SubjectKind.Type);

    /// <summary>The name of what is told by one, and of functions of the program; null for the others.</summary>
    public string? Name { get; }

    public override string ToString() => Kind switch
    {
        SubjectKind.None => "",
        _ when Name is not null => Name,
        SubjectKind.Register => string.Create(CultureInfo.InvariantCulture, $"r{Number}"),
        SubjectKind.StackSlot => string.Create(CultureInfo.InvariantCulture, $"fp{Number:+0;-0;+0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Number}"),
    };

    /// <summary>A register by its number.</summary>
    public static Subject Register(int number) => new(SubjectKind.Register, number);

    /// <summary>A place on the stack by its offset from the frame pointer.</summary>
    public static Subject StackSlot(int offset) => new(SubjectKind.StackSlot, offset);

    /// <summary>An object by the verifier's id.</summary>
    public static Subject Object(uint id) => new(SubjectKind.Object, unchecked((int)id));

    /// <summary>An argument by its position, counted from 1.</summary>
    public static Subject Argument(int position) => new(SubjectKind.Argument, position);

    /// <summary>An instruction by its index.</summary>
    public static Subject Instruction(int index) => new(SubjectKind.Instruction, index);

    /// <summary>A function of the program by its number in the log; its name is added to the result.</summary>
    public static Subject Subprogram(int number) => new(SubjectKind.Subprogram, number);

    /// <summary>A function of the kernel by its name.</summary>
    public static Subject Function(string name) => new(SubjectKind.Function, 0, name);

    /// <summary>A map by its name.</summary>
    public static Subject Map(string name) => new(SubjectKind.Map, 0, name);

    /// <summary>A field by its name, or the name of its type.</summary>
    public static Subject Field(string name) => new(SubjectKind.Field, 0, name);

    /// <summary>A type by its name.</summary>
    public static Subject Type(string name) => new(SubjectKind.Type, 0, name);

    /// <summary>The same with a name.</summary>
    public Subject Named(string name) => new(Kind, Number, name);
}
