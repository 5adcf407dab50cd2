using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.Signatures;

/// <summary>What a kfunc's parameter wants, told from its BTF type and the suffix of its name.</summary>
internal enum KfuncParameterKind
{
    /// <summary>The verifier or the kernel supplies it, or nothing is asked of it.</summary>
    Ignored,

    /// <summary>The program's own descriptor: supplied after verification.</summary>
    ProgramDescriptor,
    Scalar,
    Constant,
    MemorySize,
    ConstantMemorySize,

    /// <summary>The size of the memory returned.</summary>
    ReturnedSize,
    Context,
    AllocatedObject,
    RefcountedObject,
    Dynptr,
    Iterator,
    ListHead,
    ListNode,
    RbRoot,
    RbNode,
    BtfObject,

    /// <summary>Memory whose size is the next parameter.</summary>
    Memory,

    /// <summary>Memory as large as its BTF type.</summary>
    FixedMemory,
    Callback,
    ConstantString,
    Map,
    Timer,
    WorkQueue,
    TaskWork,
    IrqFlag,
    ResilientSpinLock,
    Arena,

    /// <summary>A pointer of which only the register passed tells more: an object, or memory.</summary>
    Undecided,

    /// <summary>Neither a number nor a pointer.</summary>
    Unrecognized,
}

/// <summary>One parameter of a kfunc.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Name">From BTF.</param>
/// <param name="IsPointer">It is declared as a pointer.</param>
/// <param name="IsNullable">Null is fine.</param>
/// <param name="Pointee">Pointers: the type pointed to, without modifiers.</param>
internal readonly record struct KfuncParameter(
    KfuncParameterKind Kind, string Name, bool IsPointer, bool IsNullable, BtfTypeId Pointee)
{
    public bool IsUninitialized => Name.EndsWith("__uninit", System.StringComparison.Ordinal);

    /// <summary>A map passed as a kernel object.</summary>
    public bool IsMapObject => Name.EndsWith("__map", System.StringComparison.Ordinal);

    /// <summary>Null is fine in place of the memory whose size is the next parameter.</summary>
    public bool IsOptional => Name.EndsWith("__opt", System.StringComparison.Ordinal);

    public bool AllowsNonOwning => Name.EndsWith("__nonown_allowed", System.StringComparison.Ordinal);
}
