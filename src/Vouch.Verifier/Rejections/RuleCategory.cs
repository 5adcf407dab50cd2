namespace Vouch.Verifier.Rejections;

/// <summary>What a rule is about. The value times 1000 is where the numbers of its rules begin.</summary>
public enum RuleCategory
{
    /// <summary>The life of objects: what is acquired, used and given back.</summary>
    Lifetime = 1,

    /// <summary>Access to memory of any kind, and its bounds.</summary>
    Memory = 2,

    /// <summary>The program's stack.</summary>
    Stack = 3,

    /// <summary>What registers hold.</summary>
    Registers = 4,

    /// <summary>Arithmetic on pointers.</summary>
    Pointers = 5,

    /// <summary>The program's context and the packet loads of old.</summary>
    Context = 6,

    /// <summary>The fields of kernel objects.</summary>
    KernelObjects = 7,

    /// <summary>Maps, their values and the special fields in them.</summary>
    Maps = 8,

    /// <summary>Dynptrs, iterators and saved interrupt flags, which live on the stack.</summary>
    StackObjects = 9,

    /// <summary>Objects that programs allocate, and the lists and trees that hold them.</summary>
    Collections = 10,

    /// <summary>What helpers and kernel functions are given.</summary>
    Arguments = 11,

    /// <summary>Which helpers and kernel functions may be called, and where.</summary>
    Calls = 12,

    /// <summary>The program's own functions and callbacks.</summary>
    Functions = 13,

    /// <summary>What programs and callbacks return.</summary>
    Returns = 14,

    /// <summary>Locks, and regions in which a program may not sleep or be interrupted.</summary>
    Regions = 15,

    /// <summary>Where control goes.</summary>
    Flow = 16,

    /// <summary>How large a program may be, and how much work to verify.</summary>
    Limits = 17,

    /// <summary>How instructions are encoded.</summary>
    Encoding = 18,

    /// <summary>The types that come with the program.</summary>
    TypeRecords = 19,

    /// <summary>What programs attach to, or implement.</summary>
    Attachment = 20,

    /// <summary>What the load command asks for.</summary>
    Loading = 21,

    /// <summary>What takes privileges, and what must hold even where the processor guesses.</summary>
    Privileges = 22,

    /// <summary>Arenas.</summary>
    Arenas = 23,

    /// <summary>What the verifier makes sure of about itself.</summary>
    Consistency = 24,
}
