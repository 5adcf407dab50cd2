namespace Vouch.Verifier.Rejections;

/// <summary>What kind of thing a rejection is about.</summary>
public enum SubjectKind
{
    /// <summary>The program as a whole, or what the instruction does.</summary>
    None,

    /// <summary>A register, by number.</summary>
    Register,

    /// <summary>A place on the stack, by its offset from the frame pointer, which is negative.</summary>
    StackSlot,

    /// <summary>An object that the verifier follows, by the id that logs show.</summary>
    Object,

    /// <summary>An argument or parameter, by its position counted from 1.</summary>
    Argument,

    /// <summary>An instruction, by its index.</summary>
    Instruction,

    /// <summary>A function of the program, by the number that logs show.</summary>
    Subprogram,

    /// <summary>A helper, a kernel function or a function attached to, by name.</summary>
    Function,

    /// <summary>A map, by name.</summary>
    Map,

    /// <summary>A field or member, by name.</summary>
    Field,

    /// <summary>A type, by name.</summary>
    Type,
}
